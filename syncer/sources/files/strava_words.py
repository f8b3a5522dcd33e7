"""The words of Strava's export in the languages it comes in. Data only.

A language that is missing here is read by the places of the columns, which are the same in
all of them (`strava_export`); only its sports then come from the files alone.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    # English
    "activity id": "id",
    "activity date": "date",
    "activity name": "name",
    "activity type": "type",
    "sport type": "sport_type",
    "filename": "file",
    "elapsed time": "elapsed",
    "moving time": "moving",
    "distance": "distance",
    "elevation gain": "ascent",
    "elevation loss": "descent",
    "average cadence": "cadence",
    "competition": "race",
    "activity gear": "gear",
    "perceived exertion": "effort",
    # German
    "aktivitäts-id": "id",
    "aktivitätsdatum": "date",
    "name der aktivität": "name",
    "aktivitätsart": "type",
    "dateiname": "file",
    "verstrichene zeit": "elapsed",
    "bewegungszeit": "moving",
    "distanz": "distance",
    "höhenzunahme": "ascent",
    "höhenunterschied": "descent",
    "durchschnittliche trittfrequenz": "cadence",
    "wettkampf": "race",
    "aktivitätsausrüstung": "gear",
    "gefühlte anstrengung": "effort",
    # French
    "id de l'activité": "id",
    "date de l'activité": "date",
    "nom de l'activité": "name",
    "type d'activité": "type",
    "nom du fichier": "file",
    "temps écoulé": "elapsed",
    "durée de déplacement": "moving",
    "dénivelé positif": "ascent",
    "dénivelé négatif": "descent",
    "cadence moyenne": "cadence",
    "compétition": "race",
    "matériel utilisé pour l'activité": "gear",
    # Spanish
    "id de actividad": "id",
    "fecha de la actividad": "date",
    "nombre de la actividad": "name",
    "tipo de actividad": "type",
    "nombre del archivo": "file",
    "nombre de archivo": "file",
    "tiempo transcurrido": "elapsed",
    "tiempo en movimiento": "moving",
    "distancia": "distance",
    "desnivel positivo": "ascent",
    "competición": "race",
    # Dutch
    "activiteits-id": "id",
    "datum van activiteit": "date",
    "naam activiteit": "name",
    "naam van activiteit": "name",
    "activiteitstype": "type",
    "bestandsnaam": "file",
    "verstreken tijd": "elapsed",
    "beweegtijd": "moving",
    "afstand": "distance",
    "totale stijging": "ascent",
    "hoogtewinst": "ascent",
    "wedstrijd": "race",
    # Japanese
    "アクティビティid": "id",
    "アクティビティ実行日": "date",
    "アクティビティ名": "name",
    "アクティビティタイプ": "type",
    "ファイル名": "file",
    "経過時間": "elapsed",
    "移動時間": "moving",
    "距離": "distance",
    "距離_1": "distance",
    "獲得標高": "ascent",
}
"""Header words, in small letters, to what the column holds."""

ALWAYS_AT = {"id": 0, "date": 1, "name": 2, "type": 3, "elapsed": 5, "distance": 6}
"""Places that every export seen has had, whatever its language or year."""

SPORTS: dict[str, str] = {
    # German
    "lauf": "run",
    "traillauf": "trail run",
    "virtueller lauf": "virtual run",
    "radfahrt": "ride",
    "fahrt": "ride",
    "virtuelle radfahrt": "ride",
    "schwimmen": "swim",
    "gehen": "walk",
    "spaziergang": "walk",
    "wanderung": "hike",
    "wandern": "hike",
    "krafttraining": "weight training",
    "gewichtstraining": "weight training",
    # French
    "course à pied": "run",
    "trail": "trail run",
    "course à pied virtuelle": "virtual run",
    "sortie à vélo": "ride",
    "vélo": "ride",
    "sortie à vélo virtuelle": "ride",
    "natation": "swim",
    "marche": "walk",
    "randonnée": "hike",
    "musculation": "weight training",
    "entraînement aux poids": "weight training",
    # Spanish
    "carrera": "run",
    "carrera de montaña": "trail run",
    "trail running": "trail run",
    "carrera virtual": "virtual run",
    "bicicleta": "ride",
    "ciclismo": "ride",
    "natación": "swim",
    "caminata": "walk",
    "senderismo": "hike",
    "entrenamiento con pesas": "weight training",
    # Italian
    "corsa": "run",
    "corsa trail": "trail run",
    "corsa virtuale": "virtual run",
    "pedalata": "ride",
    "nuoto": "swim",
    "camminata": "walk",
    "escursione": "hike",
    "allenamento con i pesi": "weight training",
    # Portuguese
    "corrida": "run",
    "corrida em trilha": "trail run",
    "corrida virtual": "virtual run",
    "pedalada": "ride",
    "natação": "swim",
    "caminhada": "walk",
    "trilha": "hike",
    "treinamento com peso": "weight training",
    # Dutch
    "hardloopsessie": "run",
    "hardlopen": "run",
    "trailrun": "trail run",
    "virtuele hardloopsessie": "virtual run",
    "fietsrit": "ride",
    "virtuele fietsrit": "ride",
    "zwemmen": "swim",
    "zwemsessie": "swim",
    "wandeling": "walk",
    "hiken": "hike",
    "krachttraining": "weight training",
    # Japanese
    "ランニング": "run",
    "ラン": "run",
    "トレイルラン": "trail run",
    "バーチャルラン": "virtual run",
    "ライド": "ride",
    "バーチャルライド": "ride",
    "水泳": "swim",
    "スイム": "swim",
    "ウォーキング": "walk",
    "ハイキング": "hike",
    "ウェイトトレーニング": "weight training",
}
"""Localised sports, in small letters, to their English word."""

NO_FILE = frozenset({"", "#error#"})
"""What stands in the file column where Strava had no file, or failed to export it."""

TRUE = frozenset({"1", "1.0", "1,0", "true", "yes", "ja", "oui", "sí", "はい"})

LOCALES = ("en", "de", "fr", "es", "it", "pt", "nl")
"""Whose month names a date may carry; numbers alone serve for the others."""

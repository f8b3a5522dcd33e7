"""What runners write in French, and what it should be read as."""

from __future__ import annotations

from tests.words.expecting import (
    ASK,
    FEVER,
    NOTHING_HURTS,
    SILENT,
    Case,
    asks,
    hurts,
    painless,
)

PAIN: list[Case] = [
    ("genou D 3/10", hurts("knee", "right", 3)),
    ("ça fait mal au genou gauche", hurts("knee", "left")),
    ("Sans douleur au genou, mais mollet droit douloureux 3/10", hurts("calf", "right", 3)),
    ("Sortie avec ma femme. Genou gauche 4/10.", hurts("knee", "left", 4)),
    ("douleur genou gauche 4/10 après 5 km", hurts("knee", "left", 4)),
    ("genou gauche 4 sur 10", hurts("knee", "left", 4)),
    ("mal au genou droit 3/10", hurts("knee", "right", 3)),
    ("J'ai mal au mollet gauche, 5/10", hurts("calf", "left", 5)),
    ("Le genou droit me fait mal depuis hier 4/10", hurts("knee", "right", 4)),
    ("Périostite, encore 6/10", hurts("shin_inner", worst=6)),
    ("periostite tibiale droite 5/10", hurts("shin_inner", "right", 5)),
    ("tendon d’Achille droit douloureux 3/10", hurts("achilles", "right", 3)),
    ("douleur au tendon d'Achille gauche", hurts("achilles", "left")),
    ("essuie-glace gauche 5/10 en descente", hurts("knee_outer", "left", 5)),
    ("douleur sous la rotule 3-4/10", hurts("knee_below_cap", worst=4)),
    ("syndrome rotulien 3/10", hurts("knee_front", worst=3)),
    ("genou du coureur 4/10", hurts("knee", worst=4)),
    ("fasciite plantaire gauche 4/10 au début", hurts("foot_sole", "left", 4, "at_start")),
    ("voûte plantaire droite douloureuse", hurts("foot_sole")),
    ("douleur à l'aine 2/10", hurts("hip_front", worst=2)),
    ("douleur à la cheville gauche 3,5/10", hurts("other", "left", 4)),
    ("douleur ischio droit 4/10, de pire en pire", hurts("hamstring", "right", 4, "worsens")),
    ("Douleur genou gauche 4/10, j'ai boité", hurts("knee", "left", 4, limp=True)),
    ("Douleur genou gauche 4/10 sans antidouleur", hurts("knee", "left", 4)),
    ("genou droit côté externe douloureux 2/10", hurts("knee_outer", "right", 2)),
    ("DOULEUR AU GENOU GAUCHE", hurts("knee", "left")),
]

NO_PAIN: list[Case] = [
    ("genou D 3/10", hurts("knee", "right", 3)),
    ("sans douleur", NOTHING_HURTS),
    ("aucune douleur aujourd'hui", NOTHING_HURTS),
    ("pas de douleur au genou", painless("knee")),
    ("Je n'ai plus mal au genou", painless("knee")),
    ("le genou ne fait plus mal", painless("knee")),
    ("genou nickel", painless("knee")),
]

SILENCE: list[Case] = [
    ("Sortie au pain", SILENT),
    ("Course à pied, pas mal du tout", SILENT),
    ("J'ai mal dormi", SILENT),
    ("mal de tête", SILENT),
    ("La côte, talon d'Achille du parcours", SILENT),
    ("courbatures aux mollets", SILENT),
    ("jambes lourdes", SILENT),
    ("montées de genoux et talons-fesses", SILENT),
    ("point de côté au km 3", SILENT),
    ("La fièvre du samedi soir", SILENT),
    ("Ma femme a mal au genou", SILENT),
    ("son genou est douloureux", SILENT),
    ("J'espère que le genou tient", SILENT),
    ("pour éviter la douleur au genou", SILENT),
    ("deux ans après l'opération du genou", SILENT),
    ("séance 4/10", SILENT),
    ("ressenti 8/10", SILENT),
    ("4 sur 10 séries", SILENT),
]

UNSURE: list[Case] = [
    ("douleur au genou disparue après 3 km", ASK),
    ("Paul a mal au genou", ASK),
    ("mollet droit tendu 3/10", asks("calf", "right", 3)),
    ("le genou de Marie fait mal", ASK),
    ("mal au genou hier", ASK),
    ("presque pas de douleur", ASK),
    ("plus de douleur au genou", ASK),
    ("moins mal au genou", ASK),
    ("gêne au genou gauche", asks("knee", "left")),
    ("mal au tibia 4/10", ASK),
    ("hanche droite douloureuse 3/10", asks(None, "right", 3)),
    ("mal au genou ?", ASK),
    ("peur d'avoir mal au genou", SILENT),
    ("douleur au pied 3/10", asks(None, None, 3)),
    ("douleur au genou le 4/10", ASK),
    ("doliprane avant la course", ASK),
    ("j'ai de la fièvre", FEVER),
]

CASES = [*PAIN, *NO_PAIN, *SILENCE, *UNSURE]

"""What runners write in German, and what it should be read as."""

from __future__ import annotations

from tests.words.expecting import ASK, NOTHING_HURTS, SILENT, Case, asks, hurts, painless

PAIN: list[Case] = [
    ("Knie okay, Wade zwickt rechts etwas 2/10", hurts("calf", "right", 2)),
    ("Heute morgen Knieschmerzen 3/10", hurts("knee", worst=3)),
    ("Schmerz 4/10 Knie rechts", hurts("knee", "right", 4)),
    ("Puls hoch, Knie rechts muckt. RPE 7", hurts("knee", "right")),
    ("Knie schmerzt nur bergab 3/10", hurts("knee", worst=3)),
    ("Knie rechts zwickt 3/10 seit Hügel", hurts("knee", "right", 3)),
    ("Knie links 4 von 10", hurts("knee", "left", 4)),
    ("linkes Knie schmerzt, 3,5/10", hurts("knee", "left", 4)),
    ("Knieschmerzen links 5/10", hurts("knee", "left", 5)),
    ("re. Knie tut weh 2/10", hurts("knee", "right", 2)),
    ("Außenseite rechtes Knie sticht 4/10", hurts("knee_outer", "right", 4)),
    ("Knie innen links Schmerzen 3/10", hurts("knee_inner", "left", 3)),
    ("Schmerzen in der Kniekehle 2/10", hurts("knee_back", worst=2)),
    ("Patellasehne rechts 3-4/10", hurts("knee_below_cap", "right", 4)),
    ("Läuferknie meldet sich wieder", hurts("knee")),
    ("Achillessehne links schmerzt 3/10", hurts("achilles", "left", 3)),
    ("Achillessehnenschmerzen rechts 4/10, am Anfang", hurts("achilles", "right", 4, "at_start")),
    ("Wadenschmerzen links 3/10", hurts("calf", "left", 3)),
    ("Schienbeinkantensyndrom, leider wieder 5/10", hurts("shin_inner", worst=5)),
    ("Schienbein innen links tut weh", hurts("shin_inner", "left")),
    ("Hüfte außen rechts schmerzt 2/10", hurts("hip_outer", "right", 2)),
    ("Huefte aussen rechts schmerzt 2/10", hurts("hip_outer", "right", 2)),
    ("Leiste schmerzt 4/10, wurde schlimmer", hurts("hip_front", worst=4, timing="worsens")),
    ("Fersensporn 4/10", hurts("foot_sole", worst=4)),
    ("Fußsohle rechts schmerzt die ganze Zeit", hurts("foot_sole", "right", timing="persists")),
    ("Fussruecken schmerzt 3/10", hurts("foot_top", worst=3)),
    ("Oberschenkelrückseite links zwickt 2/10", hurts("hamstring", "left", 2)),
    ("Mein linkes Knie tut heute weh 4/10, bin gehumpelt", hurts("knee", "left", 4, limp=True)),
    ("Knie links schmerzt 4/10, kein Schmerzmittel", hurts("knee", "left", 4)),
    ("Rückenschmerzen 3/10", hurts("other", worst=3)),
    ("Lauf 4/10, Knie links schmerzt 2/10", hurts("knee", "left", 2)),
]

NO_PAIN: list[Case] = [
    ("kein Knieschmerz", painless("knee")),
    ("Knie hält", SILENT),
    ("Dem Knie geht es gut", SILENT),
    ("linkes Knie tut nicht mehr weh", painless("knee", "left")),
    ("Achillessehne schmerzt nicht", painless("achilles")),
    ("ganz ohne Schmerzen", NOTHING_HURTS),
    ("Schmerzfrei!", NOTHING_HURTS),
    ("nichts tut weh", NOTHING_HURTS),
]

SILENCE: list[Case] = [
    ("Muskelkater in den Waden", SILENT),
    ("Beine schwer", SILENT),
    ("Achilles Ratingen Vereinslauf", SILENT),
    ("kniehoch Schnee", SILENT),
    ("Kniebeugen 3x10 und Wadenheben", SILENT),
    ("Seitenstechen", SILENT),
    ("Zu Fuß zur Arbeit", SILENT),
    ("Der Berg ist meine Achillesferse", SILENT),
    ("Lampenfieber vor dem Start", SILENT),
    ("Das Tempo tat weh", SILENT),
    ("Hoffentlich hält das Knie", SILENT),
    ("falls das Knie schmerzt, breche ich ab", SILENT),
    ("Das Knie meiner Frau schmerzt", ASK),
    ("Meine Frau hat Knieschmerzen", SILENT),
    ("zwei Jahre nach Knie-OP", SILENT),
    ("Anstrengung 6/10", SILENT),
    ("Einheit 4/10", SILENT),
    ("4 von 10 Läufen geschafft", SILENT),
    ("Kopfschmerzen", SILENT),
]

UNSURE: list[Case] = [
    ("Knieprobleme links", asks("knee", "left")),
    ("Nach Knieschmerzen wieder unterwegs", ASK),
    ("Knieschmerzen weg nach 3 km", ASK),
    ("mein Knie schmerzt kaum noch", ASK),
    ("Freundin dabei, Knie links schmerzt 3/10", ASK),
    ("Stadtlauf am 4/10 mit Knieschmerzen", ASK),
    ("Annas Knie schmerzt", ASK),
    ("Knieschmerzen gestern 4/10", ASK),
    ("fast schmerzfrei", ASK),
    ("noch nicht schmerzfrei", ASK),
    ("Wenn ich bergab laufe, tut das Knie weh", ASK),
    ("Schienbein schmerzt 4/10", asks(None, None, 4)),
    ("Hüfte links 4/10", asks(None, "left", 4)),
    ("Knie links etwas steif", asks("knee", "left")),
    ("Knie umgeknickt", ASK),
    ("Kein Lauf ohne Knieschmerzen", ASK),
    ("Knie links 4/10 beim Treppensteigen", ASK),
    ("Fieber", ASK),
    ("Ibu genommen", ASK),
]

CASES = [*PAIN, *NO_PAIN, *SILENCE, *UNSURE]

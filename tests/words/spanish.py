"""What runners write in Spanish, and what it should be read as."""

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
    ("dolor en el pie derecho, empeine, 4/10", hurts("foot_top", "right", 4)),
    ("rodilla izquierda 4/10 después de 5 km", hurts("knee", "left", 4)),
    ("rodilla izquierda 4 de 10", hurts("knee", "left", 4)),
    ("Dolor en la rodilla derecha 3/10", hurts("knee", "right", 3)),
    ("Me duele la rodilla izq. 5/10", hurts("knee", "left", 5)),
    ("me duelen las rodillas 2/10", hurts("knee", worst=2)),
    ("molestias en el gemelo derecho 3/10", hurts("calf", "right", 3)),
    ("Periostitis otra vez 6/10", hurts("shin_inner", worst=6)),
    ("pinchazo en el isquio izquierdo 5/10", hurts("hamstring", "left", 5)),
    ("Fascitis plantar dando guerra 4/10", hurts("foot_sole", worst=4)),
    ("tendón de Aquiles derecho dolorido 3/10", hurts("achilles", "right", 3)),
    ("dolor en el aquiles al principio", hurts("achilles", timing="at_start")),
    ("tendon rotuliano izquierdo 3-4/10", hurts("knee_below_cap", "left", 4)),
    ("dolor debajo de la rótula 2/10", hurts("knee_below_cap", worst=2)),
    ("cintilla derecha 5/10 en la bajada", hurts("knee_outer", "right", 5)),
    ("rodilla derecha por fuera duele 4/10", hurts("knee_outer", "right", 4)),
    ("dolor en la ingle 3/10, fue a más", hurts("hip_front", worst=3, timing="worsens")),
    ("dolor en el tobillo derecho 2/10", hurts("other", "right", 2)),
    ("dolor lumbar 3,5/10", hurts("other", worst=4)),
    ("DOLOR RODILLA IZQUIERDA todo el rato", hurts("knee", "left", timing="persists")),
    ("Dolor rodilla izquierda 6/10, acabé cojeando", hurts("knee", "left", 6, limp=True)),
    ("dolor rodilla izquierda 6/10, cojeando", hurts("knee", "left", 6, limp=True)),
    ("dolor rodilla izquierda 4/10 sin ibuprofeno", hurts("knee", "left", 4)),
    ("dolor en la planta del pie izquierdo 3/10", hurts("foot_sole", "left", 3)),
]

NO_PAIN: list[Case] = [
    ("sin dolor", NOTHING_HURTS),
    ("nada de dolor hoy", NOTHING_HURTS),
    ("No me duele nada", NOTHING_HURTS),
    ("no me duele la rodilla", painless("knee")),
    ("ya no duele la rodilla izquierda", painless("knee", "left")),
    ("rodilla perfecta", painless("knee")),
    ("sin molestias en el gemelo", painless("calf")),
]

SILENCE: list[Case] = [
    ("Sin dolor no hay gloria", SILENT),
    ("Dolor de cabeza", SILENT),
    ("agujetas en los gemelos", SILENT),
    ("piernas pesadas", SILENT),
    ("A pie por el monte", SILENT),
    ("nieve hasta las rodillas", SILENT),
    ("Las cuestas son mi talón de Aquiles", SILENT),
    ("Fiebre del sábado noche", SILENT),
    ("Empezar con buen pie", SILENT),
    ("a mi mujer le duele la rodilla", SILENT),
    ("espero que la rodilla aguante", SILENT),
    ("para evitar el dolor de rodilla", SILENT),
    ("dos años después de la operación de rodilla", SILENT),
    ("esfuerzo 6/10", SILENT),
    ("entreno 4/10", SILENT),
    ("4 de 10 series", SILENT),
    ("sensaciones 8/10", SILENT),
    ("giro a la derecha y luego a la izquierda", SILENT),
]

UNSURE: list[Case] = [
    ("Vuelvo tras el dolor de rodilla", ASK),
    ("mi amigo Juan con dolor de rodilla", SILENT),
    ("El dolor de rodilla no desaparece", ASK),
    ("ayer me dolió la rodilla", ASK),
    ("casi sin dolor", ASK),
    ("si me duele la rodilla paro", ASK),
    ("no puedo correr sin dolor", ASK),
    ("la rodilla de Juan duele", ASK),
    ("gemelo izquierdo cargado", asks("calf", "left")),
    ("cadera derecha 3/10", asks(None, "right", 3)),
    ("dolor en el talón 4/10", asks(None, None, 4)),
    ("dolor en la tibia", ASK),
    ("¿dolor de rodilla?", ASK),
    ("dolor de rodilla el 4/10", ASK),
    ("algo de dolor", asks()),
    ("con fiebre", FEVER),
]

CASES = [*PAIN, *NO_PAIN, *SILENCE, *UNSURE]

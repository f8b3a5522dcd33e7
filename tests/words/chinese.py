"""What runners write in Chinese, simplified and traditional, and what it should be read as."""

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
    ("左膝痛4分", hurts("knee", "left", 4)),
    ("左膝盖疼 4/10", hurts("knee", "left", 4)),
    ("左膝蓋痛 4/10", hurts("knee", "left", 4)),
    ("右膝疼３／１０，下坡后", hurts("knee", "right", 3)),
    ("左膝痛10分之4", hurts("knee", "left", 4)),
    ("左膝盖有点痛，3到4分", hurts("knee", "left", 4)),
    ("膝盖外侧疼痛5/10", hurts("knee_outer", worst=5)),
    ("膝蓋外側痛 5/10", hurts("knee_outer", worst=5)),
    ("右膝内侧刺痛3分", hurts("knee_inner", "right", 3)),
    ("髂胫束综合征又犯了", hurts("knee_outer")),
    ("跑步膝又犯了 4/10", hurts("knee", worst=4)),
    ("髕腱痛 3分", hurts("knee_below_cap", worst=3)),
    ("髌腱痛3分", hurts("knee_below_cap", worst=3)),
    ("右跟腱疼4分，越跑越疼", hurts("achilles", "right", 4, "worsens")),
    ("左腳跟腱痛 2/10", hurts("achilles", "left", 2)),
    ("足底筋膜炎发作 5/10", hurts("foot_sole", worst=5)),
    ("脚底痛3分 全程", hurts("foot_sole", worst=3, timing="persists")),
    ("左脚背疼4分", hurts("foot_top", "left", 4)),
    ("腹股沟痛2分", hurts("hip_front", worst=2)),
    ("左小腿肚痛4分", hurts("calf", "left", 4)),
    ("右脚踝疼 3/10", hurts("other", "right", 3)),
    ("右腳踝疼 3/10", hurts("other", "right", 3)),
    ("胫骨内侧疼4分", hurts("shin_inner", worst=4)),
    ("右膝盖痛4分，一瘸一拐", hurts("knee", "right", 4, limp=True)),
    ("左膝痛4分，没吃止痛药", hurts("knee", "left", 4)),
    ("大腿后侧疼三分", hurts("hamstring", worst=3)),
    ("跑了10公里 配速5分30秒 左膝痛2分", hurts("knee", "left", 2)),
]

NO_PAIN: list[Case] = [
    ("膝盖不痛", painless("knee")),
    ("膝蓋不痛了", painless("knee")),
    ("左膝没有疼痛", painless("knee", "left")),
    ("右膝一点都不疼", painless("knee", "right")),
    ("膝盖感觉很好", painless("knee")),
    ("完全无痛", NOTHING_HURTS),
    ("没有任何疼痛", NOTHING_HURTS),
]

SILENCE: list[Case] = [
    ("跑得真痛快", SILENT),
    ("痛并快乐着", SILENT),
    ("头痛", SILENT),
    ("頭痛欲裂", SILENT),
    ("肌肉酸痛", SILENT),
    ("双腿酸痛", SILENT),
    ("岔气了", SILENT),
    ("积雪没膝", SILENT),
    ("山脚出发", SILENT),
    ("高抬腿和提踵", SILENT),
    ("老婆膝盖痛", SILENT),
    ("朋友的膝蓋很痛", SILENT),
    ("希望膝盖不要痛", SILENT),
    ("如果膝盖痛就停", SILENT),
    ("膝盖手术两年后", SILENT),
    ("训练 4/10", SILENT),
    ("配速5分30秒", SILENT),
    ("感觉8/10", SILENT),
    ("第4/10次", SILENT),
]

UNSURE: list[Case] = [
    ("小王的膝盖痛", ASK),
    ("昨天膝盖痛", ASK),
    ("膝盖痛不痛", SILENT),
    ("膝盖几乎不痛", ASK),
    ("膝盖好像有点痛", ASK),
    ("左膝不舒服", asks("knee", "left")),
    ("左膝有点紧", asks("knee", "left")),
    ("小腿疼4分", asks(None, None, 4)),
    ("脚疼3分", asks(None, None, 3)),
    ("髋部疼 3/10", asks(None, None, 3)),
    ("胸口痛", ASK),
    ("跑完左膝痛4分", ASK),
    ("崴了脚踝", ASK),
    ("吃了布洛芬", ASK),
    ("发烧", ASK),
    ("有点发烧", FEVER),
]

CASES = [*PAIN, *NO_PAIN, *SILENCE, *UNSURE]

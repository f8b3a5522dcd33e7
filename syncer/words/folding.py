"""What a runner typed, made comparable: one case, no accents, one Chinese script, plain digits.

Character by character, so that each folded character knows where it came from: the quote that a
runner gets to see is cut from the untouched text.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SAME = {
    "½": ".5",
    "¼": ".25",
    "¾": ".75",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "’": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "—": "–",
    "～": "~",
    "〜": "~",
    "⁄": "/",
    "∕": "/",
}
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cs", "Co", "Cn"})
_TRADITIONAL_TO_SIMPLIFIED = """
腳脚 無无 沒没 腫肿 側侧 內内 後后 裡里 裏里 髖髋 脛胫 傷伤 發发
燒烧 藥药 點点 開开 個个 過过 還还 從从 會会 覺觉 總总 兒儿 聽听
終终 勁劲 階阶 邊边 癢痒 關关 節节 態态 變变 來来 輕轻 鬆松 熱热
時时 將将 應应 緊紧 帶带 韌韧 繃绷 飛飞 樓楼 體体 難难 間间 殘残
雙双 兩两 頭头 歲岁 鐘钟 長长 顯显 癒愈 對对 們们 夥伙 隊队 媽妈
爺爷 術术 壞坏 隻只 麼么 嗎吗 為为 蓋盖 稱称 藍蓝 劇剧 嚴严 強强
減减 順顺 復复 運运 動动 場场 賽赛 練练 習习 號号 級级 數数 貼贴
護护 麗丽 處处 見见 勞劳 損损 雖虽 進进 與与 當当 著着 這这 樣样
許许 擔担 慮虑 準准 備备 腦脑 愛爱 淚泪 溝沟 顧顾 問问 題题 結结
綜综 徵征 臺台 擊击 夠够 幾几 錯错 飯饭 種种 電电 親亲 現现 園园
東东 陽阳 氣气 誰谁 養养 經经 絲丝 張张 漸渐 疊叠 遠远 適适 給给
醫医 願愿 報报 輸输 贏赢 樂乐 陣阵 髕髌 臉脸 蹠跖 顏颜 彎弯 壓压 縮缩
擰拧 閃闪 隱隐 區区 週周 嘗尝 試试 請请 啟启 續续 較较 轉转 閉闭
單单 隨随 離离 響响 風风 鬧闹 聯联 讓让 實实 認认 極极 樁桩
"""
_SCRIPT = {pair[0]: pair[1] for pair in _TRADITIONAL_TO_SIMPLIFIED.split()}


@lru_cache(maxsize=8192)
def folded(character: str) -> str:
    """One character as the word lists have it; empty where it only decorates another."""
    if character in _LINE_ENDS:
        return "\n"
    if character in _SAME:
        return _SAME[character]
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    if category in _DROPPED:
        return ""
    plain = unicodedata.normalize("NFKC", character).casefold()
    parts = unicodedata.normalize("NFKD", plain)
    bare = "".join(_SAME.get(c, c) for c in parts if unicodedata.category(c) not in _DROPPED)
    return "".join(_SCRIPT.get(c, c) for c in bare)


def fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` it came from."""
    pieces: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        piece = folded(character)
        pieces.append(piece)
        origin.extend([place] * len(piece))
    return "".join(pieces), origin


def spellings(phrase: str) -> set[str]:
    """A phrase of the word lists as people type it: accents left out, umlauts written as two."""
    two = phrase.lower()
    for umlaut, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        two = two.replace(umlaut, pair)
    return {fold(phrase)[0], fold(two)[0]}

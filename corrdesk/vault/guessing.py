"""How many guesses a passphrase stands, in bits, counted the way that guessing programs guess.

The cheapest way to cut the text into known pieces counts: common passwords, names known around
here, dates, runs on the keyboard, repetitions, words, pinyin. Rather too low than too high.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

COMMON_BITS: Final = 8.0  # one of a few hundred that are tried first
KNOWN_BITS: Final = 2.0  # a name that everybody here knows
DATE_BITS: Final = 15.0  # a day of ninety years
YEAR_BITS: Final = 6.5
NUMBER_BITS: Final = 22.0  # a phone or identity number, of which half is known
RUN_BITS: Final = 6.0  # where it starts, which way, how far
HAN_BITS: Final = 5.0  # a character in a sentence; a random one would give eleven
SYLLABLE_BITS: Final = 5.0  # the same written in pinyin
SYLLABLES: Final = 3
WORD_BITS: Final = 11.0  # a word of everyday language, out of two thousand
HAN_WORD_BITS: Final = 12.0
STOP_WORD_BITS: Final = 3.0
LETTER_BITS: Final = 2.3  # a letter inside something that reads like words
RANDOM_LETTER_BITS: Final = 4.0
DIGIT_BITS: Final = 3.3
SIGN_BITS: Final = 4.5
SPACE_BITS: Final = 0.0
WORDS_CHOSEN: Final = 5  # from here on separate words count as chosen one by one
_LONGEST: Final = 256  # characters that are looked at; more can only make it better

# What people type when they are asked for a password. A piece of the text that is one of these
# gives hardly anything, with a for @, o for 0 and so on read as meant.
COMMON: Final = frozenset(
    """
    password passwort passwords passcode pass1 qwerty qwert asdf asdfgh zxcv zxcvbn zxcvbnm
    iloveyou ilove love loveyou welcome letmein admin administrator root master monkey dragon
    football baseball superman batman shadow sunshine princess michael jordan charlie computer
    internet google windows hello hellokitty freedom whatever trustno access login guest user
    secret changeme default test testing temp qazwsx wsxedc 1qaz 2wsx 3edc zaq1 xsw2 abc abcd
    aaa bbb qqq www zzz a1b2c3 q1w2e3 asd qwe zxc p@ssw0rd woaini woaiwojia woshishui woshi
    wodemima mima nihao aini woai ainio qinaide baobei baobao laopo laogong mama baba zhongguo
    beijing shanghai china chinese taobao alipay weixin wechat qq520 tencent baidu sina huawei
    xiaomi lenovo 5201314 1314520 520 1314 7758521 7758258 5211314 3344 584520 147258 147258369
    159357 789456 789456123 741852963 963852741 112233 123123 121212 131415 147852 159753 888
    666 168 518 fafa facai gongxi sifasuo sifaju sqjz jiaozheng shequjiaozheng shequ corrdesk
    suozhang zhengfu gongan jiancha fayuan jiedao zhenzhengfu lianxi dianhua
    correct horse battery staple correcthorsebatterystaple
    司法所 司法局 社区矫正 矫正 我爱你 我的密码 密码 口令 中国 北京 上海 所长 老婆 老公 爸爸 妈妈
    宝贝 生日快乐 一二三四五六七八九十 一二三四五 上山打老虎 恭喜发财 万事如意 身体健康 工作顺利
    心想事成 一帆风顺 天天向上 好好学习 为人民服务 人民公仆 不忘初心 牢记使命 中华人民共和国
    中华人民 富强民主文明和谐 自由平等公正法治 爱国敬业诚信友善 社会主义核心价值观 社会主义
    芝麻开门 床前明月光 疑是地上霜 举头望明月 低头思故乡 白日依山尽 黄河入海流 欲穷千里目
    更上一层楼 春眠不觉晓 处处闻啼鸟 夜来风雨声 花落知多少 锄禾日当午 汗滴禾下土 谁知盘中餐
    粒粒皆辛苦 离离原上草 一岁一枯荣 野火烧不尽 春风吹又生 鹅鹅鹅 曲项向天歌 白毛浮绿水
    红掌拨清波 两个黄鹂鸣翠柳 一行白鹭上青天 飞流直下三千尺 疑是银河落九天 人之初性本善
    但愿人长久 千里共婵娟 海上生明月 天涯共此时 红豆生南国 春来发几枝 天地玄黄宇宙洪荒
    """.split()
)
_STOP_WORDS: Final = frozenset(
    "the a an of and or in on at to is it my your our me you we he she i for with by from".split()
)
_LINES: Final = (
    "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "!@#$%^&*()", "一二三四五六七八九十",
    "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥",
)  # fmt: skip
_MEANT: Final = str.maketrans("@$013457!", "asoieasti")
_YEAR: Final = r"(?:19|20)\d\d"
_SHAPES: Final = (
    (re.compile(r"(?:19|20)\d\d[./-]?(?:0?[1-9]|1[0-2])[./-]?(?:[0-2]?\d|3[01])"), DATE_BITS),
    (re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"), DATE_BITS),
    (re.compile(_YEAR), YEAR_BITS),
    (re.compile(r"1[3-9]\d{9}"), NUMBER_BITS),
    (re.compile(r"\d{14,17}[\dx]"), NUMBER_BITS),
)
_SYLLABLE: Final = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei"
    "|ao|ou|an|en|in|un|ia|ie|iu|u[aoie]|er|a|o|e|i|u|v)"
)
_REPEATED: Final = re.compile(r"(.{1,12}?)\1+", re.DOTALL)
_WORDLIKE: Final = re.compile(r"[a-z]{5,}")
# What no word of a language with vowels has: four consonants, three that are no usual cluster,
# pairs that nobody can say.
_HARD: Final = re.compile(
    r"[^aeiouy]{4,}|[aeiou]{4,}|(?!ght|tch|str|thr|ngs|nds|rst|nth|sch|spr|scr|ntr|mpl|ndl|rth|ngl"
    r"|nch|rch|ttl|ckl|ckb|sts|rds|lds|lls|sst|wsk)[^aeiouy]{3}|[jqvxz][^aeiouy]|[^aeiouydnst][jqxz]"
    r"|[bcdfgkpt][kfgmpvw]|h[^aeiouymnrt]|w[^aeiouyhnrsl]|y[^aeilnops]|[mn][rh]|uu|ii|aa"
)


def bits(text: str, *, known: Iterable[str] = ()) -> float:
    """Return the bits of a passphrase; `known` are names that a stranger here knows too."""
    plain = unicodedata.normalize("NFKC", text).casefold()[:_LONGEST]
    named = frozenset(
        unicodedata.normalize("NFKC", each).casefold() for each in known if len(each.strip()) > 1
    )
    words = words_of(plain)
    # Separate words are guessed one by one, out of a list of everyday words.
    one_by_one = sum(_word(word, named) for word in words)
    if len(words) >= WORDS_CHOSEN:
        return one_by_one
    return min(one_by_one, _cheapest(plain, named)) if len(words) > 1 else _cheapest(plain, named)


def words_of(text: str) -> list[str]:
    """Return the different words that somebody separated by spaces; one character is no word."""
    found = unicodedata.normalize("NFKC", text).casefold().split()
    return list(dict.fromkeys(word for word in found if len(word) > 1))


def is_common(text: str) -> bool:
    """Return whether a piece of text is one of the passwords that are tried first."""
    plain = text.casefold()
    return plain in COMMON or plain.translate(_MEANT) in COMMON


def holds_common(text: str) -> bool:
    """Return whether a common password is a part of the text."""
    plain = unicodedata.normalize("NFKC", text).casefold()[:_LONGEST]
    size = len(plain)
    return any(is_common(plain[i:j]) for i in range(size) for j in range(i + 3, size + 1))


def _word(word: str, named: frozenset[str]) -> float:
    if word in named or word in _STOP_WORDS:
        return STOP_WORD_BITS
    if is_common(word):
        return COMMON_BITS
    if all(_is_han(char) for char in word):
        return min(HAN_WORD_BITS, _cheapest(word, named) + 2.0)
    if not word.isalpha():
        return _cheapest(word, named)
    return min(WORD_BITS, 4.0 + 2.0 * len(set(word)))


def _cheapest(plain: str, named: frozenset[str]) -> float:
    """The least sum over all ways of cutting the text into pieces."""
    size = len(plain)
    best = [0.0] + [math.inf] * size
    for start in range(size):
        for end, cost in _pieces(plain, start, named):
            best[end] = min(best[end], best[start] + cost)
    return best[size]


def _pieces(plain: str, start: int, named: frozenset[str]) -> Iterator[tuple[int, float]]:
    """Every piece that begins at a place: where it ends and what it is worth."""
    yield start + 1, _one(plain[start])
    for known in named:
        if plain.startswith(known, start):
            yield start + len(known), KNOWN_BITS
    for end in range(start + 2, min(len(plain), start + 25) + 1):
        if is_common(plain[start:end]):
            yield end, COMMON_BITS
    for shape, worth in _SHAPES:
        if found := shape.match(plain, start):
            yield found.end(), worth
    yield from _runs(plain, start)
    yield from _spelled(plain, start)
    yield from _wordlike(plain, start)
    # A stretch that says the same again and again is worth it once, and how often.
    if found := _REPEATED.match(plain, start):
        unit = found.group(1)
        times = len(found.group(0)) // len(unit)
        once = sum(_one(char) for char in unit)
        if times > 2 or len(unit) > 2:
            yield found.end(), once + math.log2(times)


def _one(char: str) -> float:
    if char.isspace():
        return SPACE_BITS
    if char.isdigit():
        return DIGIT_BITS
    if _is_han(char):
        return HAN_BITS
    return RANDOM_LETTER_BITS if char.isalpha() else SIGN_BITS


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK UNIFIED")


def _runs(plain: str, start: int) -> Iterator[tuple[int, float]]:
    """Stretches of at least three along the alphabet, the digits or a row of keys."""
    for line in _LINES:
        for way in (line, line[::-1]):
            place = way.find(plain[start])
            size = 0
            while (
                place >= 0
                and start + size < len(plain)
                and place + size < len(way)
                and plain[start + size] == way[place + size]
            ):
                size += 1
            if size > 2:
                yield start + size, RUN_BITS


def _spelled(plain: str, start: int) -> Iterator[tuple[int, float]]:
    """At least three syllables of pinyin in a row; fewer are found in any heap of letters."""
    end, count = start, 0
    while found := _SYLLABLE.match(plain, end):
        end, count = found.end(), count + 1
        if count >= SYLLABLES:
            yield end, count * SYLLABLE_BITS


def _wordlike(plain: str, start: int) -> Iterator[tuple[int, float]]:
    """Letters that can be spoken are words strung together, which are guessed as words."""
    found = _WORDLIKE.match(plain, start)
    if found is None:
        return
    for end in range(start + 5, found.end() + 1):
        piece = plain[start:end]
        vowels = sum(char in "aeiouy" for char in piece) / len(piece)
        if _HARD.search(piece) is None and 0.25 <= vowels <= 0.6:
            yield end, min(LETTER_BITS * len(piece), WORD_BITS * math.ceil(len(piece) / 9))

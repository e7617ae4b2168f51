"""The people of the demo: who they are, and what one can try as them."""

from dataclasses import dataclass, field
from datetime import date

from backend.accounts import enums

MUNICIPALITY = "082023"
# Printed on the first screen of the demo: it protects nothing, and only the embedded mode loads it.
PASSWORD = "mihon-de-tsunagaru"  # noqa: S105 - public on purpose

DISTRICTS = {
    "toyoura": "豊浦",
    "hitaka": "日高",
    "tajiri": "田尻",
    "namekawa": "滑川",
    "miyata": "宮田",
    "nakakoji": "中小路",
    "sukegawa": "助川",
    "nakamachi": "仲町",
    "ose": "会瀬",
    "narusawa": "成沢",
    "yunawago": "油縄子",
    "suwa": "諏訪",
    "okubo": "大久保",
    "kawarago": "河原子",
    "hanayama": "塙山",
    "kanesawa": "金沢",
    "onuma": "大沼",
    "mizuki": "水木",
    "omika": "大みか",
    "kuji": "久慈",
    "sakashita": "坂下",
    "nakasato": "中里",
    "juo": "十王",
}


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as. `born` None stands for a child of 13; `note` says what one can try as them."""

    email: str
    name: str
    furigana: str
    note: str
    district: str = "kuji"
    born: date | None = date(1984, 4, 2)
    role: tuple[enums.StaffKind, str] | None = None
    lives_in_city: bool = True
    works_in_city: bool = field(default=False)


RESIDENT = Person("hanako@example.com", "見本 花子", "ミホン ハナコ", "住民。部屋を予約し、活動に参加する")
NEIGHBOUR = Person("jiro@example.com", "例示 次郎", "レイジ ジロウ", "別の住民。活動に参加し、ポイントを使う", "suwa")
CHILD = Person("kodomo@example.com", "見本 こども", "ミホン コドモ", "13歳。保護者は見本 花子", born=None)
LEADER = Person("daihyo@example.com", "見本 代表", "ミホン ダイヒョウ", "登録団体「見本書道会」の代表者")
DESK = Person(
    "madoguchi@example.com",
    "窓口 久慈",
    "マドグチ クジ",
    "久慈交流センターの窓口",
    role=(enums.StaffKind.CENTER_STAFF, "kuji"),
)
OTHER_DESK = Person(
    "madoguchi-suwa@example.com",
    "窓口 諏訪",
    "マドグチ スワ",
    "諏訪交流センターの窓口",
    "suwa",
    role=(enums.StaffKind.CENTER_STAFF, "suwa"),
)
ORGANISER = Person(
    "suishin@example.com", "推進 世話人", "スイシン セワニン", "見本コミュニティ推進会。ボランティアを募集する"
)
NPO = Person("npo@example.com", "例示 活動", "レイジ カツドウ", "見本NPO。ボランティアを募集する", "omika")
COORDINATOR = Person(
    "shakyo@example.com",
    "社協 調整",
    "シャキョウ チョウセイ",
    "見本社会福祉協議会。はじめての募集を確認する",
    "sukegawa",
)
SHOP = Person("shop@example.com", "商店 店主", "ショウテン テンシュ", "見本商店。引換券を受け取る", "omika")
EMPLOYEE = Person(
    "shokuin@example.com",
    "市役所 職員",
    "シヤクショ ショクイン",
    "市職員。職員向けの募集に応募する",
    "sukegawa",
    role=(enums.StaffKind.CITY_EMPLOYEE, ""),
    works_in_city=True,
)
ADMINISTRATOR = Person(
    "kanri@example.com",
    "管理 担当",
    "カンリ タントウ",
    "市の管理者。団体を確認し、全センターを見る",
    "sukegawa",
    role=(enums.StaffKind.ADMINISTRATOR, ""),
    works_in_city=True,
)
SECOND_ADMINISTRATOR = Person(
    "kanri-2@example.com",
    "管理 副担当",
    "カンリ フクタントウ",
    "市の2人目の管理者。ほかの職員が申し込んだことを確認する",
    "sukegawa",
    role=(enums.StaffKind.ADMINISTRATOR, ""),
    works_in_city=True,
)
PEOPLE = (
    RESIDENT,
    NEIGHBOUR,
    CHILD,
    LEADER,
    DESK,
    OTHER_DESK,
    ORGANISER,
    NPO,
    COORDINATOR,
    SHOP,
    EMPLOYEE,
    ADMINISTRATOR,
    SECOND_ADMINISTRATOR,
)

GROUP = "見本書道会"
SECOND_GROUP = "見本筆の会"
COMMUNITY = "見本コミュニティ推進会"
CHARITY = "見本NPO"
WELFARE = "見本社会福祉協議会"
STORE = "見本商店"

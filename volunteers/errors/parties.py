"""What stands in the way of a party's place and of its hours."""

from backend.common import errors


class PartyUncounted(errors.Conflict):
    """The hours of a party are approved before it is written how many of them came."""

    code = "party_uncounted"
    title = "来た人数の記録がありません"
    template = (
        "団体で参加した方は、来た人数を記録してから認定します。名簿の「来た人数を記録する」から記録してください。"
    )


class PartyCountClosed(errors.Conflict):
    """How many came is changed of a party that was not checked in, or whose hours are approved."""

    code = "party_count_closed"
    title = "人数を記録できるときではありません"
    template = (
        "来た人数は、受付をしてから活動時間を認定するまでの間に記録します。直すときは、先に認定を取り消してください。"
    )


class PartyCountUnclear(errors.Invalid):
    """Nobody of a party came, or more than anybody can count."""

    code = "party_count_unclear"
    title = "人数をお確かめください"
    template = "来た人数は、1人から999人までで入力してください。だれも来なかったときは、受付を取り消してください。"


class PartyPointsOfAbsent(errors.Conflict):
    """Points would be given for a party in which the person was not."""

    code = "party_points_of_absent"
    template = "その場にいなかった方には、ポイントを付けられません。来た人数の記録をお確かめください。"


class PartyUndeclared(errors.Invalid):
    """A party comes, and nobody said that its people meet the conditions and that guardians of minors consent."""

    code = "party_undeclared"
    title = "参加する方についてお確かめください"
    template = (
        "参加する全員について、次のことを確かめてください（{conditions}）。どう確かめたかを書くと、参加できます。"
    )


class MemberNamedAlready(errors.Conflict):
    """Somebody is named twice, or is the contact."""

    code = "member_named_already"
    title = "すでに登録している方です"
    template = "この番号の方は、代表の方か、すでに登録した方です。ほかの方の番号を入力してください。"


class NobodyLeftToName(errors.Conflict):
    """A party names more people than it comes with."""

    code = "nobody_left_to_name"
    title = "これ以上は登録できません"
    template = "代表の方のほかに参加する人数の分だけ登録できます。人数を増やしてから、もう一度登録してください。"


class MemberAnswered(errors.Conflict):
    """Somebody who was named has answered, or is no longer asked."""

    code = "member_answered"
    title = "状況が変わっています"
    template = "この確認は、お返事が済んだか、取り下げられています。ページを開き直して、今の状況をお確かめください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "party_member_once": MemberNamedAlready,
    "party_counted_before_its_hours": PartyUncounted,
    "party_counted_while_hours_are_open": PartyCountClosed,
    "party_points_only_to_who_came": PartyPointsOfAbsent,
    "party_present_is_some": PartyCountUnclear,
}

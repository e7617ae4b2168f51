from backend.common import errors


class ShiftOutsideRoom(errors.Conflict):
    """A shift was moved to a time at which its room is not reserved."""

    code = "shift_outside_room"
    title = "部屋の予約の時間と合いません"
    template = (
        "この回には{room}（{span}）を予約しています。"
        "活動の時間をこの中に入れるか、先に部屋の予約の時間を変えてください。"
    )


class NothingWanted(errors.Invalid):
    """Neither a room nor equipment was chosen."""

    code = "nothing_wanted"
    template = "予約する部屋か、借りる備品を選んでください。"


class RoomStands(errors.Conflict):
    """The shift has a room already."""

    code = "room_stands"
    title = "この回には、もう部屋があります"
    template = "この回には{room}の予約があります。別の部屋にするときは、予約のページで部屋を変えてください。"

"""What we read of the Bot API's objects: its own names, and only the fields that mean something to us.

Everything else in an update is skipped unread, so that a new or odd field elsewhere does no harm.
Source: https://core.telegram.org/bots/api, "Available types".
"""

from typing import Annotated, Any

import msgspec

Moment = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]  # seconds since 1970, to the year 9999


class User(msgspec.Struct):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""


class Chat(msgspec.Struct):
    id: int
    type: str


class PhotoSize(msgspec.Struct):
    file_id: str
    file_unique_id: str = ""
    width: int = 0
    height: int = 0
    file_size: int = 0


class File(msgspec.Struct):
    """A document, voice, audio, video, video note or animation: the fields that they share."""

    file_id: str
    file_unique_id: str = ""
    file_name: str = ""
    mime_type: str = ""
    file_size: int = 0


class Location(msgspec.Struct):
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    horizontal_accuracy: float | None = None
    live_period: int = 0


class Contact(msgspec.Struct):
    phone_number: str
    first_name: str = ""
    last_name: str = ""
    user_id: int = 0


class Replied(msgspec.Struct):
    """The message that another one answers: only whose it was."""

    from_: User | None = msgspec.field(name="from", default=None)


class Message(msgspec.Struct):
    """`Any` stands where only the presence of a field counts."""

    message_id: int
    chat: Chat
    date: Moment
    from_: User | None = msgspec.field(name="from", default=None)
    edit_date: Moment = 0
    sender_chat: Any = None
    forward_origin: Any = None
    forward_date: Any = None
    reply_to_message: Replied | None = None
    media_group_id: str = ""
    text: str | None = None
    caption: str | None = None
    photo: list[PhotoSize] | None = None
    document: File | None = None
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    location: Location | None = None
    contact: Contact | None = None
    left_chat_member: User | None = None
    migrate_to_chat_id: int = 0
    migrate_from_chat_id: int = 0


class Pressed(msgspec.Struct):
    """The message whose button was pressed; one that is too old comes with its chat and id alone."""

    message_id: int
    chat: Chat


class CallbackQuery(msgspec.Struct):
    id: str
    from_: User = msgspec.field(name="from")
    message: Pressed | None = None
    data: str | None = None


class ChatMember(msgspec.Struct):
    status: str
    user: User


class ChatMemberUpdated(msgspec.Struct):
    chat: Chat
    from_: User = msgspec.field(name="from")
    date: Moment
    new_chat_member: ChatMember


class Update(msgspec.Struct):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None
    chat_member: ChatMemberUpdated | None = None

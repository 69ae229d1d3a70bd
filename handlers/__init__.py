"""What happens when a person says something: one file a command, each a plain function of a Turn.

A handler changes its chat's state, calls `bot.items` for anything else, and returns Messages; it never sends.
"""

from collections.abc import Callable, Mapping

from bot.messages import Message
from bot.turn import Turn


def by_name() -> Mapping[str, Callable[[Turn], list[Message]]]:
    """Every handler by the name of its command or action: its function's name and, nearly always, its file's."""
    from handlers import (
        accept,
        administer,
        answer,
        attached,
        blocked,
        cancel,
        close,
        come_in,
        comment,
        digest,
        discard,
        edited,
        enough,
        help,  # noqa: A004 - named for its command
        household_application,
        inbox,
        issue_report,
        item,
        language,
        later,
        menu,
        mine,
        noted,
        pages,
        pass_on,
        reopen,
        reply,
        resolve,
        resume,
        send_back,
        start,
        tidy,
        unknown,
        unmask,
        visit_log,
        withdraw,
        words,
    )

    found = [
        accept.accept,
        administer.invite,
        administer.letter_rerun,
        administer.load_pack,
        administer.mark,
        administer.register,
        answer.answer,
        answer.stale,
        attached.attached,
        blocked.blocked,
        cancel.cancel,
        close.close,
        come_in.come_in,
        come_in.open_link,
        come_in.persona,
        come_in.sign_out,
        comment.comment,
        digest.digest,
        digest.digest_unit,
        discard.discard,
        edited.edited,
        enough.enough,
        help.help,
        household_application.household_application,
        inbox.inbox,
        issue_report.issue_report,
        item.item,
        language.language,
        later.later,
        menu.menu,
        mine.mine,
        noted.noted,
        pages.pages,
        pass_on.pass_on,
        reopen.reopen,
        reply.reply,
        resolve.resolve,
        resume.resume,
        send_back.send_back,
        start.start,
        start.stranger,
        tidy.tidy,
        unknown.unknown,
        unmask.unmask,
        visit_log.visit_log,
        withdraw.withdraw,
        words.words,
    ]
    return {handler.__name__: handler for handler in found}

"""Which handlers may be asked for, by their names: typed, by a page, a command or a job, in a group."""

# What may be typed; every other handler is asked for by a button, a page or the product itself.
COMMANDS = frozenset(
    [
        "start",
        "help",
        "menu",
        "visit_log",
        "household_application",
        "issue_report",
        "asset_upkeep",
        "mine",
        "to_verify",
        "inbox",
        "digest",
        "digest_settings",
        "bulletin",
        "ledger",
        "visits",
        "plan",
        "resume",
        "cancel",
        "language",
        "pages",
        "item",
        "email",
        "bind",
        "unbind",
        "why",
        "announce",
        "announcements",
        "away",
        "compare_list",
        "households",
        "people",
        "units",
        "waiting",
    ]
)
# What means the same inside a form, or while words are waited for: nobody answers a question by these.
ANYWHERE = frozenset(
    [
        "menu",
        "cancel",
        "resume",
        "visit_log",
        "household_application",
        "issue_report",
        "mine",
        "visits",
        "to_verify",
        "inbox",
    ]
)
FOR_STRANGERS = frozenset(["start", "language", "come_in", "identified", "open_link", "persona", "sign_out"])
# What only the product itself, or a command of the operator's, asks for.
JOBS = frozenset(
    [
        "absence_due",
        "announcement_due",
        "attached",
        "blocked",
        "bulletins_due",
        "deadline",
        "digest_person",
        "digest_unit",
        "invite",
        "keep_said",
        "letter_rerun",
        "list_compared",
        "load_form",
        "load_pack",
        "mark",
        "measure_late",
        "pin_refused",
        "push_gone",
        "letter_answered",
        "letter_bounced",
        "stop_letters",
        "register",
        "report_made",
        "report_progress",
        "tidy",
        "unit_plan_due",
        "visit_offer",
    ]
)
# What a command of the operator's asks for, or a button or page of somebody with the right to configure.
CONFIGURING = frozenset(
    [
        "compare_list",
        "letter_again",
        "list_begin",
        "list_dropped",
        "list_file",
        "rules_draft",
        "rules_file",
        "rules_kept",
        "rules_publish",
        "rules_reroute",
        "rules_rollback",
        "table_import",
        "table_stage",
        "units_change",
    ]
)
# What a command may ask for too; whether somebody in a chat or on a page may, each of these finds out by itself.
COMMANDED = frozenset(
    [
        "announcement_make",
        "announcement_remind",
        "household_decide",
        "invite_again",
        "staff_change",
        "table_exported",
        "waiting_remind",
    ]
)
# What is for the pages alone, and for a command.
PAGES = frozenset(
    [
        "come_in",
        "drop_view",
        "identified",
        "identity_connected",
        "invite_again",
        "letter_again",
        "looked",
        "open_link",
        "persona",
        "prolong",
        "push_off",
        "push_on",
        "rules_learn",
        "save_view",
        "several",
        "sign_out",
        "table_exported",
        "table_import",
        "table_stage",
        "templates",
        "units_change",
        "unmask",
    ]
)
NOT_SAID = PAGES | JOBS  # in no chat
# What may be done in a group; all else is between the bot and one person.
IN_GROUPS = frozenset(
    [
        "accept",
        "add_photo",
        "ask",
        "bind",
        "claim",
        "comment",
        "contribute",
        "edited",
        "extend",
        "give",
        "go_on",
        "grant",
        "help",
        "involve",
        "language",
        "less",
        "more",
        "noted",
        "pass_on",
        "pause",
        "pin_digests",
        "refuse",
        "reply",
        "resolve",
        "send_back",
        "stale",
        "stranger",
        "unbind",
        "unknown",
    ]
)

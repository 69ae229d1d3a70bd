"""Who is responsible for what, where: `route(rules, case) -> Route`, and why.

model, directory and rules are the room; explanation puts its decisions into sentences; table, lists and checks read
what an admin writes in Excel; topics proposes what a sentence is about.
"""

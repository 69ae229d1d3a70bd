#!/bin/sh
# `cunqing` with the server's settings, as the server's user; docs/operator.md says where it goes.
named=$CUNQING_DATA
set -a
if [ -e /etc/cunqing.env ]; then . /etc/cunqing.env; fi
CUNQING_DATA=${named:-${CUNQING_DATA:-/var/lib/cunqing}}
exec runuser -u cunqing -- /opt/cunqing/.venv/bin/cunqing "$@"

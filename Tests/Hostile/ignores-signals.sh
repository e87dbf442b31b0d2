# Ignores SIGINT and SIGTERM.
trap '' INT TERM
exec "$1" "$3"

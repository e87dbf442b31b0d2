# Closes all of its standard streams before it starts the server.
exec <&- >&- 2>&-
exec "$1" "$3"

# It has closed all of its streams before it starts.
exec <&- >&- 2>&-
exec "$1" "$3"

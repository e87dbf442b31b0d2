# It cannot be told to stop.
trap '' INT TERM
exec "$1" "$3"

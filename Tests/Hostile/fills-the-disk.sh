# It writes a file without end.
exec yes > "$2/log"

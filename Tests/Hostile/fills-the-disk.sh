# Writes an endless file.
exec yes > "$2/log"

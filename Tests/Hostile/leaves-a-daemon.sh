# Leaves a daemon in its own session, and exits.
setsid -f /bin/sh -c 'sleep 0.3; exec "$0" "$1"' "$1" "$3"

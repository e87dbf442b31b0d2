# It leaves a daemon in a session of its own, and ends.
setsid -f /bin/sh -c 'sleep 0.3; exec "$0" "$1"' "$1" "$3"

# Leaves a daemon in its own session, whose environment has no trace of the grader, and exits.
env -i setsid -f /bin/sh -c 'sleep 0.3; exec "$0" "$1"' "$1" "$3"

# It says more than anybody can read, on both streams, and never listens.
yes "y listening on nothing" >&2 &
exec yes

# Floods standard output and standard error, and never listens.
yes "y listening on nothing" >&2 &
exec yes

# Exits, but a process that it started holds its standard output open.
env -i setsid -f sleep 600

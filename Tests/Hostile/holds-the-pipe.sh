# It has ended, and what it started holds its standard output open.
env -i setsid -f sleep 600

# It never says that it listens, and never ends.
exec sleep 600

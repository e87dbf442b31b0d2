# Never announces that it listens, and never exits.
exec sleep 600

# Announces that it listens, but doesn't.
echo "lab01 listening on 127.0.0.1:1"
exec sleep 600

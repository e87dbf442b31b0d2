# It has ended before anybody can talk to it, and says that all went well.
exit 0

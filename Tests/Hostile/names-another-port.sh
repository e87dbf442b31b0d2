# Listens, but announces other ports.
"$1" "$3" | while read -r line; do echo "${line%?}1:9"; echo "${line%:*}:1"; done

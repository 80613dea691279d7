#!/usr/bin/env bash
# Prints "got DATA" for each event of URL, reconnects, and posts each line of its input until it is
# accepted: "sent LINE".
url=$1
while :; do
  curl -sN -H 'Accept: text/event-stream' "$url" | sed -un 's/^data: /got /p'
  sleep 0.2
done &
reader=$!
while IFS= read -r line; do
  status=
  until [[ $status == 204 ]]; do
    status=$(curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: text/plain' -d "$line" "$url") || true
    case $status in
      204 | 429 | 502 | 503 | 000) ;;
      *) echo "refused $line $status" ;;
    esac
    [[ $status == 204 ]] || sleep 0.2
  done
  echo "sent $line"
done
kill "$reader"

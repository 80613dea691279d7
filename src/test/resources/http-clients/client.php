<?php

// Prints "got DATA" for each event of URL, reconnects, and posts each line of its input until it is
// accepted: "sent LINE".
$url = $argv[1];

function get(string $url)
{
    $context = stream_context_create(['http' => [
        'header' => 'Accept: text/event-stream',
        'timeout' => 30,
    ]]);
    $stream = @fopen($url, 'r', false, $context);
    if ($stream !== false) {
        stream_set_blocking($stream, false);
    }
    return $stream;
}

function send(string $url, string $text): void
{
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => 'Content-Type: text/plain',
        'content' => $text,
        'ignore_errors' => true,
        'timeout' => 30,
    ]]);
    for (;;) {
        $http_response_header = [];
        @file_get_contents($url, false, $context);
        $status = (int) substr($http_response_header[0] ?? '', 9, 3);
        if ($status === 204) {
            echo "sent $text\n";
            return;
        }
        if (!in_array($status, [0, 429, 502, 503], true)) {
            echo "refused $text $status\n";
        }
        usleep(200_000);
    }
}

$stream = false;
$rest = '';
for (;;) {
    if ($stream === false || feof($stream)) {
        $rest = '';
        $stream = get($url);
        if ($stream === false) {
            usleep(200_000);
        }
    }
    $read = $stream === false ? [STDIN] : [STDIN, $stream];
    $write = $except = null;
    stream_select($read, $write, $except, 0, 100_000);
    if ($stream !== false) {
        $lines = explode("\n", $rest . stream_get_contents($stream));
        $rest = array_pop($lines);
        foreach ($lines as $line) {
            if (str_starts_with($line, 'data: ')) {
                echo 'got ', substr($line, 6), "\n";
            }
        }
    }
    if (in_array(STDIN, $read, true)) {
        $text = fgets(STDIN);
        if ($text === false) {
            exit(0);
        }
        send($url, trim($text));
    }
}

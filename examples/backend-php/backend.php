<?php
// A backend of a chat in PHP: receives what clients write as webhooks, publishes it, and counts who is
// online. Uses no library. Run it with: php -S 127.0.0.1:9000 backend.php
//
// Environment: GATEWAY_API (http://localhost:8081). The files api.key and hook.secret are in the working
// directory, and online.json is created there.

declare(strict_types=1);

const MOST_BYTES = 1 << 20; // of a webhook
const MOST_SECONDS = 300; // of its age

/** Ends this call. */
function answer(int $status, string $body = '', string $type = 'text/plain; charset=utf-8'): never
{
    http_response_code($status);
    header("Content-Type: $type");
    exit($body);
}

/**
 * Whether the gateway has signed this call, as Standard Webhooks says: an HMAC of the id, the time and the
 * body. Calls that are too old may have been recorded by somebody.
 */
function isSigned(string $body, string $secret): bool
{
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $time = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    if ($id === '' || !ctype_digit($time) || abs(time() - (int) $time) > MOST_SECONDS) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $secret, true));
    // There may be several: while the secret changes, one for each.
    foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $given) {
        if (hash_equals($expected, $given)) {
            return true;
        }
    }
    return false;
}

/** Sends data to every client of a channel. Returns the status of the answer, 0 without one. */
function publish(string $channel, array $data): int
{
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => [
            'Content-Type: application/json',
            'X-API-Key: ' . trim(file_get_contents('api.key')),
            'X-Centrifugo-Error-Mode: transport', // errors as an HTTP status
        ],
        'content' => json_encode(['channel' => $channel, 'data' => $data], JSON_THROW_ON_ERROR),
        'timeout' => 2,
    ]]);
    $api = getenv('GATEWAY_API') ?: 'http://localhost:8081';
    @file_get_contents("$api/api/publish", false, $context);
    return (int) (explode(' ', $http_response_header[0] ?? '')[1] ?? 0);
}

/** Changes who is online, the boot of its node by client, and returns it. PHP keeps nothing between two calls. */
function online(callable $change): array
{
    $file = fopen('online.json', 'c+');
    flock($file, LOCK_EX);
    $online = $change(json_decode(stream_get_contents($file), true) ?? []);
    ftruncate($file, 0);
    rewind($file);
    fwrite($file, json_encode($online, JSON_FORCE_OBJECT));
    fclose($file);
    return $online;
}

/** Takes a message of a client. What this answers goes to this client alone. */
function inbound(string $body): never
{
    $message = json_decode($body, true);
    $from = is_array($message) ? $message['from'] ?? '' : '';
    $text = is_array($message) ? $message['text'] ?? '' : '';
    if (!is_string($from) || !is_string($text) || $from === '' || $text === '' || strlen($text) > 500) {
        answer(422, 'a message has from and text, of at most 500 bytes');
    }
    if ($text === '/online') {
        $count = count(online(fn (array $online) => $online));
        answer(200, json_encode(['from' => 'PHP', 'text' => "$count online"]), 'application/json');
    }
    $status = publish(rawurldecode($_SERVER['HTTP_X_GATEWAY_CHANNEL'] ?? ''), ['from' => $from, 'text' => $text]);
    if ($status !== 200) {
        // A 4xx, such as 429, is about this message alone. A 503 makes the gateway call less.
        answer(intdiv($status, 100) === 4 ? 422 : 503, 'the message could not be published');
    }
    answer(204); // nothing for the sender: it receives its message like everybody else
}

/** Takes a batch of events. A batch may arrive twice: setting or deleting twice does no harm. */
function events(string $body): never
{
    $batch = json_decode($body, true);
    if (!is_array($batch) || !array_is_list($batch)) {
        answer(422, 'not a list of events');
    }
    online(function (array $online) use ($batch) {
        foreach ($batch as $event) {
            match ($event['event'] ?? '') {
                'connected' => $online[$event['client']] = $event['boot'],
                'disconnected' => $online[$event['client']] = null,
                'nodeLost' => $online = array_filter($online, fn ($boot) => $boot !== $event['lostBoot']),
                default => null,
            };
        }
        return array_filter($online, fn ($boot) => $boot !== null);
    });
    answer(204);
}

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    answer(405, 'only POST');
}
$body = file_get_contents('php://input', false, null, 0, MOST_BYTES + 1);
if (strlen($body) > MOST_BYTES) {
    answer(413, 'the body is too large');
}
$secret = base64_decode(preg_replace('/^whsec_/', '', trim(file_get_contents('hook.secret'))), true);
if ($secret === false || !isSigned($body, $secret)) {
    // A 401 would say that the client needs new credentials.
    answer(400, 'the webhook is not signed by the gateway, or too old');
}
match (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    '/inbound' => inbound($body),
    '/events' => events($body),
    default => answer(404, 'only /inbound and /events'),
};

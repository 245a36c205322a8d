/*
 * A fake OpenAI upstream that is never the bottleneck: one thread, epoll, HTTP/1.1 with keep-alive.
 *
 *   upstream            listens on a free port of 127.0.0.1 and prints it
 *
 * POST /v1/chat/completions is answered by the text of a message, because that is the one thing which
 * every gateway passes on unchanged:
 *
 *   "chat-600B", "chat-200kB"     a chat completion whose body has exactly that many bytes
 *   "sse-200x150B;pace=5"         200 events of 150 bytes, one every 5 ms (no pace: as fast as they go)
 *
 * Each event is one write, and its content begins `#<sequence>@<CLOCK_MONOTONIC in ns> `, taken just
 * before the write, so that a reader on the same machine can tell how long it was on its way.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_REQUEST_BYTES = 4 * 1024 * 1024,
  MAX_EVENT_BYTES = 4096,
  MAX_REPLY_BYTES = 16 * 1024 * 1024,
  EPOLL_BATCH = 256,
};

/* What is still to come after the head of a stream, in order. */
enum stage { STAGE_EVENTS, STAGE_FINISH, STAGE_USAGE, STAGE_DONE, STAGE_ENDED };

struct connection {
  int fd;
  char *in; /* request bytes that are not yet answered */
  size_t in_length, in_capacity;
  const char *out; /* reply bytes that did not fit into the socket yet */
  size_t out_length;
  bool is_watching_writable;
  char event[MAX_EVENT_BYTES + 16]; /* one event in its chunk frame; `out` may point here */

  bool is_streaming;
  enum stage stage;
  bool wants_usage;
  int events_total, events_sent;
  size_t event_bytes;
  long long pace_ns, due_ns;
  bool is_scheduled;
  struct connection *earlier, *later; /* neighbours in the schedule */
};

static int epoll_fd;
static struct connection schedule; /* sentinel of a ring sorted by due_ns: later = first, earlier = last */

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* ---- the schedule of streams that have an event to send ---- */

/* Insertion walks back from the end: streams of one pace arrive in order, so that is one step. */
static void schedule_at(struct connection *c, long long due_ns) {
  struct connection *before = schedule.earlier;
  while (before != &schedule && before->due_ns > due_ns) before = before->earlier;
  c->due_ns = due_ns;
  c->earlier = before;
  c->later = before->later;
  before->later->earlier = c;
  before->later = c;
  c->is_scheduled = true;
}

static void unschedule(struct connection *c) {
  if (!c->is_scheduled) return;
  c->earlier->later = c->later;
  c->later->earlier = c->earlier;
  c->is_scheduled = false;
}

/* ---- writing ---- */

static void close_connection(struct connection *c) {
  unschedule(c);
  close(c->fd);
  free(c->in);
  free(c);
}

static void watch(struct connection *c, bool writable) {
  if (c->is_watching_writable == writable) return;
  struct epoll_event interest = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &interest);
  c->is_watching_writable = writable;
}

/* Sends what is pending; false when the connection broke. */
static bool flush_pending(struct connection *c) {
  while (c->out_length > 0) {
    ssize_t sent = send(c->fd, c->out, c->out_length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) return false;
    c->out += sent;
    c->out_length -= sent;
  }
  watch(c, c->out_length > 0);
  return true;
}

static bool send_bytes(struct connection *c, const char *bytes, size_t length) {
  c->out = bytes;
  c->out_length = length;
  return flush_pending(c);
}

/* ---- whole replies ---- */

struct reply {
  size_t body_bytes, length;
  char *bytes;
};

/* A chat completion of exactly `body_bytes` (or the least that is valid), built once per size. */
static const struct reply *chat_reply(size_t body_bytes) {
  static struct reply built[16];
  static const char before[] =
      "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1760000000,"
      "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"";
  static const char after[] =
      "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
      "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":40,\"total_tokens\":59,"
      "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}},"
      "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"}";
  struct reply *reply = built;
  while (reply < built + 15 && reply->bytes && reply->body_bytes != body_bytes) reply++;
  if (reply->bytes && reply->body_bytes == body_bytes) return reply;

  size_t fixed = sizeof before + sizeof after - 2;
  size_t filler = body_bytes > fixed ? body_bytes - fixed : 0;
  free(reply->bytes);
  reply->body_bytes = body_bytes;
  reply->bytes = malloc(256 + fixed + filler);
  if (!reply->bytes) fail("malloc");
  int head = sprintf(reply->bytes,
                     "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                     "x-request-id: req_bench\r\ncontent-length: %zu\r\n\r\n%s",
                     fixed + filler, before);
  for (size_t i = 0; i < filler; i++) reply->bytes[head + i] = "four words of text "[i % 19];
  strcpy(reply->bytes + head + filler, after);
  reply->length = head + filler + sizeof after - 1;
  return reply;
}

static bool send_fixed(struct connection *c, const char *status, const char *body) {
  int length = snprintf(c->event, sizeof c->event,
                        "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s",
                        status, strlen(body), body);
  return send_bytes(c, c->event, length);
}

/* ---- streams ---- */

/* As short as a valid chunk can be, so that an event has about 150 bytes. */
#define CHUNK_HEAD \
  "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-mini\","
#define EVENT_TAIL "\"}}]}\n\n"
#define FINISH "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define USAGE \
  "\"choices\":[],\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":200,\"total_tokens\":219}}\n\n"

/* Writes the event that the stage asks for into `text`, and moves the stage on. Returns its length. */
static int next_event(struct connection *c, char *text) {
  switch (c->stage) {
    case STAGE_EVENTS: {
      int length = sprintf(text, CHUNK_HEAD "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"#%d@%lld ",
                           c->events_sent, now_ns());
      while (length < (int)(c->event_bytes - sizeof EVENT_TAIL + 1)) text[length++] = '.';
      if (++c->events_sent == c->events_total) c->stage = STAGE_FINISH;
      return length + sprintf(text + length, EVENT_TAIL);
    }
    case STAGE_FINISH:
      c->stage = c->wants_usage ? STAGE_USAGE : STAGE_DONE;
      return sprintf(text, CHUNK_HEAD FINISH);
    case STAGE_USAGE:
      c->stage = STAGE_DONE;
      return sprintf(text, CHUNK_HEAD USAGE);
    default:
      c->stage = STAGE_ENDED;
      return sprintf(text, "data: [DONE]\n\n");
  }
}

static bool send_next_event(struct connection *c) {
  char text[MAX_EVENT_BYTES];
  int length = next_event(c, text);
  int framed = sprintf(c->event, "%x\r\n%.*s\r\n%s", length, length, text,
                       c->stage == STAGE_ENDED ? "0\r\n\r\n" : "");
  return send_bytes(c, c->event, framed);
}

static bool start_stream(struct connection *c) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
      "x-accel-buffering: no\r\nx-request-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n";
  c->is_streaming = true;
  c->stage = STAGE_EVENTS;
  c->events_sent = 0;
  c->due_ns = now_ns() - c->pace_ns; /* the first event is due at once */
  return send_bytes(c, head, sizeof head - 1);
}

/* ---- requests ---- */

/* Value of a header in [head, end), or NULL; the caller knows where the line ends. */
static const char *header(const char *head, const char *end, const char *name) {
  size_t length = strlen(name);
  for (const char *line = memchr(head, '\n', end - head); line && line + length + 2 < end;
       line = memchr(line + 1, '\n', end - line - 1)) {
    if (strncasecmp(line + 1, name, length) == 0 && line[1 + length] == ':') {
      const char *value = line + 2 + length;
      while (*value == ' ') value++;
      return value;
    }
  }
  return NULL;
}

/* Joins a chunked body in place. Returns the bytes it took, 0 when more must come, -1 when it is malformed. */
static long unchunk(char *body, size_t available, size_t *length) {
  for (int pass = 0; pass < 2; pass++) { /* the first pass only checks that all is there */
    size_t at = 0, joined = 0;
    for (;;) {
      char *newline = memchr(body + at, '\n', available - at);
      if (!newline) return 0;
      size_t size = strtoul(body + at, NULL, 16);
      if (size > MAX_REQUEST_BYTES) return -1;
      at = newline + 1 - body;
      if (at + size + 2 > available) return 0;
      if (pass == 1) memmove(body + joined, body + at, size);
      joined += size;
      at += size + 2;
      if (size == 0) break;
    }
    *length = joined;
    if (pass == 1) return (long)at;
  }
  return -1;
}

static bool asks_for_usage(const char *body, size_t length) {
  const char *found = memmem(body, length, "\"include_usage\"", 15);
  if (!found) return false;
  const char *value = found + 15;
  while (*value == ' ' || *value == ':') value++;
  return strncmp(value, "true", 4) == 0;
}

static bool answer_chat(struct connection *c, const char *body, size_t length) {
  const char *chat = memmem(body, length, "\"chat-", 6);
  if (chat) {
    char *unit;
    size_t bytes = strtoul(chat + 6, &unit, 10) * (*unit == 'k' ? 1000 : 1);
    if (bytes > MAX_REPLY_BYTES) return send_fixed(c, "400 Bad Request", "{\"error\":{\"message\":\"too large\"}}");
    const struct reply *reply = chat_reply(bytes);
    return send_bytes(c, reply->bytes, reply->length);
  }
  const char *stream = memmem(body, length, "\"sse-", 5);
  double pace_ms = 0;
  if (stream && sscanf(stream, "\"sse-%dx%zuB;pace=%lf", &c->events_total, &c->event_bytes, &pace_ms) >= 2 &&
      c->events_total > 0 && c->event_bytes < MAX_EVENT_BYTES - 256) {
    c->pace_ns = (long long)(pace_ms * 1e6);
    c->wants_usage = asks_for_usage(body, length);
    return start_stream(c);
  }
  return send_fixed(c, "400 Bad Request", "{\"error\":{\"message\":\"no scenario in the messages\"}}");
}

static bool answer(struct connection *c, const char *body, size_t length) {
  if (strncmp(c->in, "POST /v1/chat/completions ", 26) == 0) return answer_chat(c, body, length);
  if (strncmp(c->in, "GET /v1/models ", 15) == 0)
    return send_fixed(c, "200 OK",
                      "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\",\"object\":\"model\","
                      "\"created\":1760000000,\"owned_by\":\"bench\"}]}");
  return send_fixed(c, "404 Not Found", "{\"error\":{\"message\":\"no such path\"}}");
}

static bool serve_request(struct connection *c);

/* After a write: a finished reply makes room for the next request, a stream waits for its next event. */
static bool after_write(struct connection *c) {
  if (c->out_length > 0) return true;
  if (c->is_streaming && c->stage != STAGE_ENDED) {
    /* Only content is paced: what ends a stream follows at once, as it does at the real service. */
    schedule_at(c, c->stage == STAGE_EVENTS ? c->due_ns + c->pace_ns : now_ns());
    return true;
  }
  c->is_streaming = false;
  return serve_request(c);
}

/* Answers the request at the start of `in`, if it is all there; false when the connection must close. */
static bool serve_request(struct connection *c) {
  if (c->is_streaming || c->out_length > 0 || c->in_length == 0) return true;
  c->in[c->in_length] = '\0';
  char *head_end = memmem(c->in, c->in_length, "\r\n\r\n", 4);
  if (!head_end) return true;

  char *body = head_end + 4;
  size_t available = c->in + c->in_length - body;
  const char *encoding = header(c->in, head_end + 2, "transfer-encoding");
  const char *declared = header(c->in, head_end + 2, "content-length");
  size_t length = declared ? strtoul(declared, NULL, 10) : 0;
  long taken = length <= available ? (long)length : 0;
  if (encoding) taken = unchunk(body, available, &length);
  if (taken < 0 || length > MAX_REQUEST_BYTES) return false;
  if (taken == 0 && (encoding || length > 0)) return true;

  if (!answer(c, body, length)) return false;
  c->in_length = available - taken;
  memmove(c->in, body + taken, c->in_length);
  return after_write(c);
}

static bool read_requests(struct connection *c) {
  for (;;) {
    if (c->in_capacity - c->in_length < 4096) {
      if (c->in_capacity > MAX_REQUEST_BYTES) return false;
      c->in_capacity = c->in_capacity ? c->in_capacity * 2 : 8192;
      c->in = realloc(c->in, c->in_capacity);
      if (!c->in) fail("realloc");
    }
    size_t room = c->in_capacity - c->in_length - 1; /* one byte is kept for the terminator */
    ssize_t got = recv(c->fd, c->in + c->in_length, room, 0);
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    c->in_length += got;
    if (!serve_request(c)) return false;
    if ((size_t)got < room) return true;
  }
}

/* ---- the loop ---- */

static void send_due_events(void) {
  long long now = now_ns();
  while (schedule.later != &schedule && schedule.later->due_ns <= now) {
    struct connection *c = schedule.later;
    unschedule(c);
    if (c->pace_ns == 0) c->due_ns = now_ns(); /* the others go first */
    if (!send_next_event(c) || !after_write(c)) close_connection(c);
  }
}

static void accept_connections(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *c = calloc(1, sizeof *c);
    if (!c) fail("calloc");
    c->fd = fd;
    struct epoll_event interest = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &interest);
  }
}

static void handle(struct connection *c, unsigned events) {
  bool is_alive = !(events & (EPOLLERR | EPOLLHUP));
  if (is_alive && (events & EPOLLOUT)) is_alive = flush_pending(c) && after_write(c);
  if (is_alive && (events & EPOLLIN)) is_alive = read_requests(c);
  if (!is_alive) close_connection(c);
}

static int listen_on_free_port(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) < 0) fail("bind");
  if (listen(listener, 4096) < 0) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

int main(int count, char **values) {
  if (count > 1) {
    fprintf(stderr, "usage: %s (it takes no arguments, and prints the port it listens on)\n", values[0]);
    return 2;
  }
  schedule.earlier = schedule.later = &schedule;
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  int listener = listen_on_free_port();
  struct epoll_event interest = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &interest);

  for (;;) {
    struct epoll_event ready[EPOLL_BATCH];
    struct timespec wait = {0}, *timeout = NULL;
    if (schedule.later != &schedule) {
      long long left = schedule.later->due_ns - now_ns();
      if (left > 0) wait = (struct timespec){left / 1000000000, left % 1000000000};
      timeout = &wait;
    }
    int count = epoll_pwait2(epoll_fd, ready, EPOLL_BATCH, timeout, NULL);
    if (count < 0 && errno != EINTR) fail("epoll_pwait2");
    for (int i = 0; i < count; i++) {
      if (ready[i].data.ptr) handle(ready[i].data.ptr, ready[i].events);
      else accept_connections(listener);
    }
    send_due_events();
  }
}

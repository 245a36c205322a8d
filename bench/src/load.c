/*
 * The load generator: closed-loop connections over HTTP/1.1 keep-alive, one thread, epoll.
 *
 *   load --port 4000 --connections 64 --seconds 5 --message chat-600B --expect-bytes 600
 *   load --port 4000 --connections 128 --seconds 5 --message "sse-200x150B;pace=5" --expect-events 200
 *        [--ramp-ms 1000] [--header "authorization: Bearer …"]...
 *
 * A whole reply must have status 200 and exactly the expected number of bytes. A stream must bring
 * every event of the upstream once, in order and as a frame of its own, then one finish chunk, then
 * `[DONE]`, and nothing else. What started before the time is over is read to its end and counts for
 * the latencies; the rates count only what ended in time. Prints one JSON object.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { MAX_HEAD_BYTES = 8192, MAX_FRAME_BYTES = 8192, MAX_REQUEST_BYTES = 8192, READ_BYTES = 256 * 1024 };
static const long long SECOND_NS = 1000000000LL, PAUSE_AFTER_ERROR_NS = 20000000LL, GRACE_NS = 30 * SECOND_NS;

/* Where in the reply the next byte belongs. */
enum part { PART_HEAD, PART_FIXED, PART_CHUNK_SIZE, PART_CHUNK, PART_CHUNK_END, PART_TRAILER };

struct connection {
  int fd; /* -1 when closed */
  bool is_active;
  long long start_ns; /* of the request in flight; when idle, of the next one */
  enum part part;
  size_t body_bytes, part_left;
  char head[MAX_HEAD_BYTES];
  size_t head_length, trailer_length;
  char frame[MAX_FRAME_BYTES];
  size_t frame_length;
  int events, finish_frames;
  bool is_done;
};

struct samples {
  long long *ns;
  size_t count, capacity;
};

static struct {
  int port, connections, expect_events;
  double seconds, ramp_ms;
  long expect_bytes;
  char *message, *headers;
} options = {.connections = 1, .seconds = 1, .expect_bytes = -1, .expect_events = -1};

static char request[MAX_REQUEST_BYTES];
static size_t request_length;
static int epoll_fd, active, idle;
static long long deadline_ns;
static struct samples latency, first_event, event_latency;
static long requests, requests_in_time, events_in_time, errors, reconnects;
static char first_error[200];

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void record(struct samples *samples, long long ns) {
  if (samples->count == samples->capacity) {
    samples->capacity = samples->capacity ? samples->capacity * 2 : 65536;
    samples->ns = realloc(samples->ns, samples->capacity * sizeof *samples->ns);
    if (!samples->ns) fail("realloc");
  }
  samples->ns[samples->count++] = ns;
}

/* ---- connections and requests ---- */

static void disconnect(struct connection *c) {
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
}

static void wait_until(struct connection *c, long long start_ns) {
  if (c->is_active) active--;
  c->is_active = false;
  c->start_ns = start_ns;
  idle++;
}

/* Counts a failed request, drops its connection and lets it pause before the next. Always false. */
__attribute__((format(printf, 2, 3))) static bool reject(struct connection *c, const char *format, ...) {
  if (errors++ == 0) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(first_error, sizeof first_error, format, arguments);
    va_end(arguments);
  }
  disconnect(c);
  wait_until(c, now_ns() + PAUSE_AFTER_ERROR_NS);
  return false;
}

static bool connect_to_gateway(struct connection *c) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0) return false;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event interest = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &interest);
  return true;
}

static bool start_request(struct connection *c) {
  c->part = PART_HEAD;
  c->head_length = c->body_bytes = c->frame_length = 0;
  c->events = c->finish_frames = 0;
  c->is_done = false;
  if (!c->is_active) active++, idle--;
  c->is_active = true;
  if (c->fd < 0 && !connect_to_gateway(c)) return reject(c, "cannot connect: %s", strerror(errno));
  c->start_ns = now_ns();
  if (send(c->fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length)
    return reject(c, "cannot send: %s", strerror(errno));
  return true;
}

static bool finish_request(struct connection *c, long long now) {
  if (options.expect_bytes >= 0 && c->body_bytes != (size_t)options.expect_bytes)
    return reject(c, "%zu bytes of body instead of %ld", c->body_bytes, options.expect_bytes);
  if (options.expect_events >= 0 && !c->is_done)
    return reject(c, "the stream ended after event %d without [DONE]", c->events);
  record(&latency, now - c->start_ns);
  requests++;
  if (now <= deadline_ns) requests_in_time++;
  if (now < deadline_ns) return start_request(c);
  wait_until(c, now);
  return false;
}

/* ---- the frames of a stream ---- */

static bool take_frame(struct connection *c, long long now) {
  c->frame[c->frame_length] = '\0';
  c->frame_length = 0;
  if (c->frame[0] == ':') return true; /* a comment keeps a connection alive and means nothing */
  if (c->is_done) return reject(c, "a frame after [DONE]: %.80s", c->frame);
  if (strncmp(c->frame, "data:", 5) != 0 || strstr(c->frame, "\ndata:"))
    return reject(c, "not one data line: %.80s", c->frame);

  if (strstr(c->frame, "[DONE]")) {
    if (c->events != options.expect_events || c->finish_frames != 1)
      return reject(c, "[DONE] after %d events and %d finish chunks", c->events, c->finish_frames);
    c->is_done = true;
    return true;
  }
  int sequence;
  long long sent_ns;
  const char *mark = strchr(c->frame, '#');
  if (!mark) {
    if (!strstr(c->frame, "finish_reason")) return reject(c, "an unexpected frame: %.120s", c->frame);
    c->finish_frames++;
    return true;
  }
  if (strchr(mark + 1, '#')) return reject(c, "two events in one frame: %.120s", c->frame);
  if (sscanf(mark, "#%d@%lld", &sequence, &sent_ns) != 2 || sequence != c->events)
    return reject(c, "event %d expected: %.120s", c->events, c->frame);

  if (c->events++ == 0) record(&first_event, now - c->start_ns);
  record(&event_latency, now - sent_ns);
  if (now <= deadline_ns) events_in_time++;
  return true;
}

/* A frame ends with an empty line; the lines may arrive in any pieces. */
static bool take_stream_bytes(struct connection *c, const char *bytes, size_t length, long long now) {
  while (length > 0) {
    const char *newline = memchr(bytes, '\n', length);
    size_t taken = newline ? (size_t)(newline - bytes) + 1 : length;
    if (c->frame_length + taken >= MAX_FRAME_BYTES) return reject(c, "a frame is too long");
    memcpy(c->frame + c->frame_length, bytes, taken);
    c->frame_length += taken;
    bytes += taken;
    length -= taken;
    if (!newline) return true;
    if (c->frame_length >= 2 && c->frame[c->frame_length - 2] == '\r') /* CRLF reads as LF */
      c->frame[--c->frame_length - 1] = '\n';
    if (c->frame_length == 1) c->frame_length = 0;
    else if (c->frame[c->frame_length - 2] == '\n' && !take_frame(c, now)) return false;
  }
  return true;
}

/* ---- the framing of HTTP ---- */

/* Collects the head; returns the bytes it took, or -1 when the request was rejected. */
static ssize_t take_head(struct connection *c, const char *bytes, size_t length) {
  size_t before = c->head_length;
  size_t room = MAX_HEAD_BYTES - 1 - before;
  size_t copied = length < room ? length : room;
  memcpy(c->head + before, bytes, copied);
  c->head_length += copied;
  c->head[c->head_length] = '\0';
  const char *end = strstr(c->head, "\r\n\r\n");
  if (!end && copied < length) return reject(c, "the head is too long"), -1;
  if (!end) return (ssize_t)copied;

  const char *declared = strcasestr(c->head, "\r\ncontent-length:");
  const char *encoding = strcasestr(c->head, "\r\ntransfer-encoding: chunked");
  c->part = encoding && encoding < end ? PART_CHUNK_SIZE : PART_FIXED;
  c->part_left = declared && declared < end ? strtoul(declared + 17, NULL, 10) : 0;
  if (strncmp(c->head, "HTTP/1.1 200", 12) != 0)
    return reject(c, "status %.3s: %.150s", c->head + 9, end + 4), -1;
  if (c->part == PART_CHUNK_SIZE) c->part_left = 0;
  else if (c->part_left == 0) return reject(c, "a reply without a body"), -1;
  return end + 4 - c->head - (ssize_t)before;
}

static bool take_body(struct connection *c, const char *bytes, size_t length, long long now) {
  c->body_bytes += length;
  return options.expect_events < 0 || take_stream_bytes(c, bytes, length, now);
}

static bool end_reply(struct connection *c, size_t bytes_left, long long now) {
  if (bytes_left > 0) return reject(c, "%zu bytes too many after the reply", bytes_left);
  return finish_request(c, now);
}

/* Feeds what one read brought; false when the connection has no request in flight any more. */
static bool take_bytes(struct connection *c, const char *bytes, size_t length, long long now) {
  const char *end = bytes + length;
  while (bytes < end) {
    switch (c->part) {
      case PART_HEAD: {
        ssize_t taken = take_head(c, bytes, end - bytes);
        if (taken < 0) return false;
        bytes += taken;
        break;
      }
      case PART_FIXED:
      case PART_CHUNK: {
        size_t taken = (size_t)(end - bytes) < c->part_left ? (size_t)(end - bytes) : c->part_left;
        if (!take_body(c, bytes, taken, now)) return false;
        bytes += taken;
        c->part_left -= taken;
        if (c->part_left > 0) break;
        if (c->part == PART_FIXED) return end_reply(c, end - bytes, now);
        c->part = PART_CHUNK_END;
        break;
      }
      case PART_CHUNK_SIZE: {
        char byte = *bytes++;
        if (byte == '\n') {
          c->part = c->part_left > 0 ? PART_CHUNK : PART_TRAILER;
          c->trailer_length = 0;
        } else if (byte != '\r') {
          c->part_left = c->part_left * 16 + (byte <= '9' ? byte - '0' : (byte | 32) - 'a' + 10);
        }
        break;
      }
      case PART_CHUNK_END:
        if (*bytes++ == '\n') c->part = PART_CHUNK_SIZE;
        break;
      case PART_TRAILER: {
        char byte = *bytes++;
        if (byte == '\n' && c->trailer_length == 0) return end_reply(c, end - bytes, now);
        if (byte == '\n') c->trailer_length = 0;
        else if (byte != '\r') c->trailer_length++;
        break;
      }
    }
  }
  return true;
}

static void read_reply(struct connection *c) {
  static char bytes[READ_BYTES];
  ssize_t got = recv(c->fd, bytes, sizeof bytes, 0);
  long long now = now_ns();
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0 && c->is_active) {
    take_bytes(c, bytes, (size_t)got, now);
  } else if (!c->is_active || c->head_length == 0) {
    /* The gateway may end a kept-alive connection between two requests; a new one is made. */
    disconnect(c);
    reconnects++;
    if (c->is_active) start_request(c);
  } else {
    reject(c, "the connection closed within a reply, after event %d", c->events);
  }
}

/* ---- the run and its report ---- */

static int compare(const void *left, const void *right) {
  long long a = *(const long long *)left, b = *(const long long *)right;
  return (a > b) - (a < b);
}

static double microseconds(const struct samples *samples, double share) {
  return (double)samples->ns[(size_t)(share * (double)(samples->count - 1))] / 1000;
}

static void print_samples(const char *name, struct samples *samples) {
  if (samples->count == 0) {
    printf(",\"%s\":null", name);
    return;
  }
  qsort(samples->ns, samples->count, sizeof *samples->ns, compare);
  printf(",\"%s\":{\"count\":%zu,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}", name, samples->count,
         microseconds(samples, 0.5), microseconds(samples, 0.9), microseconds(samples, 0.99),
         microseconds(samples, 1));
}

static void print_report(void) {
  for (char *c = first_error; *c; c++)
    if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ') *c = '\'';
  printf("{\"requests\":%ld,\"requestsPerSecond\":%.1f,\"eventsPerSecond\":%.1f", requests,
         requests_in_time / options.seconds, events_in_time / options.seconds);
  printf(",\"errors\":%ld,\"firstError\":\"%s\",\"reconnects\":%ld", errors, first_error, reconnects);
  print_samples("latencyUs", &latency);
  print_samples("firstEventUs", &first_event);
  print_samples("eventLatencyUs", &event_latency);
  printf("}\n");
}

static void build_request(void) {
  char body[1024];
  int length = snprintf(body, sizeof body,
                        "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":"
                        "\"You are a helpful assistant.\"},{\"role\":\"user\",\"content\":\"%s\"}],"
                        "\"temperature\":0.7,\"max_tokens\":256%s}",
                        options.message, options.expect_events >= 0 ? ",\"stream\":true" : "");
  request_length = (size_t)snprintf(request, sizeof request,
                                    "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n"
                                    "content-type: application/json\r\naccept: */*\r\n%scontent-length: %d\r\n\r\n%s",
                                    options.port, options.headers ? options.headers : "", length, body);
  if (length >= (int)sizeof body || request_length >= sizeof request) fail("the request is too long");
}

static void add_header(const char *header) {
  char *joined;
  if (asprintf(&joined, "%s%s\r\n", options.headers ? options.headers : "", header) < 0) fail("asprintf");
  options.headers = joined;
}

static void read_options(int count, char **values) {
  static const struct option known[] = {
      {"port", required_argument, NULL, 'p'},         {"connections", required_argument, NULL, 'c'},
      {"seconds", required_argument, NULL, 's'},      {"message", required_argument, NULL, 'm'},
      {"expect-bytes", required_argument, NULL, 'b'}, {"expect-events", required_argument, NULL, 'e'},
      {"ramp-ms", required_argument, NULL, 'r'},      {"header", required_argument, NULL, 'h'},
      {NULL, 0, NULL, 0}};
  for (int option; (option = getopt_long(count, values, "", known, NULL)) != -1;) {
    if (option == 'p') options.port = atoi(optarg);
    else if (option == 'c') options.connections = atoi(optarg);
    else if (option == 's') options.seconds = atof(optarg);
    else if (option == 'm') options.message = optarg;
    else if (option == 'b') options.expect_bytes = atol(optarg);
    else if (option == 'e') options.expect_events = atoi(optarg);
    else if (option == 'r') options.ramp_ms = atof(optarg);
    else if (option == 'h') add_header(optarg);
    else exit(2);
  }
  if (!options.port || !options.message) {
    fprintf(stderr, "--port and --message are required\n");
    exit(2);
  }
}

static void start_idle_connections(struct connection *connections, long long now) {
  for (int i = 0; i < options.connections && idle > 0; i++)
    if (!connections[i].is_active && connections[i].start_ns <= now) start_request(&connections[i]);
}

int main(int count, char **values) {
  read_options(count, values);
  build_request();
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct connection *connections = calloc((size_t)options.connections, sizeof *connections);
  if (!connections) fail("calloc");
  long long began = now_ns();
  deadline_ns = began + (long long)(options.seconds * 1e9);
  for (int i = 0; i < options.connections; i++) {
    connections[i].fd = -1;
    wait_until(&connections[i], began + (long long)(options.ramp_ms * 1e6 * i / options.connections));
  }
  for (;;) {
    long long now = now_ns();
    if (now < deadline_ns && idle > 0) start_idle_connections(connections, now);
    if (now >= deadline_ns && active == 0) break;
    if (now >= deadline_ns + GRACE_NS) {
      errors += active;
      if (!first_error[0]) snprintf(first_error, sizeof first_error, "%d replies never ended", active);
      break;
    }
    struct epoll_event ready[512];
    int found = epoll_wait(epoll_fd, ready, 512, idle > 0 && now < deadline_ns ? 1 : 10);
    for (int i = 0; i < found; i++) read_reply(ready[i].data.ptr);
  }
  print_report();
}

// The floor of forwarding: the CPU that the kernel takes where a program does nothing but splice(2).
// Usage: floor FROM TO (ports of 127.0.0.1). A thread for each processor with its own epoll; pipes of 1 MiB, which a
// direction has while bytes are in it. No time limits, no logs, no memory limits: it is for measuring.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CAPACITY = 1 << 20, EVENTS = 1024, PIPES = 4096 };

struct loop {
  int epoll, count, idle[PIPES][2];
};

// One socket of a connection. Its input goes to the peer.
struct end {
  int fd, pipe[2], ended, closed;
  unsigned interest;
  ssize_t held; // bytes in the pipe
  struct end *peer;
  struct loop *loop;
};

static void want(struct end *end, unsigned interest) {
  struct epoll_event event = {.events = interest, .data.ptr = end};
  if (interest != end->interest && !epoll_ctl(end->loop->epoll, EPOLL_CTL_MOD, end->fd, &event)) {
    end->interest = interest;
  }
}

static void take_pipe(struct end *end) {
  struct loop *loop = end->loop;
  if (loop->count > 0) {
    loop->count--;
    end->pipe[0] = loop->idle[loop->count][0];
    end->pipe[1] = loop->idle[loop->count][1];
  } else if (pipe2(end->pipe, O_NONBLOCK) || fcntl(end->pipe[1], F_SETPIPE_SZ, CAPACITY) < CAPACITY) {
    perror("floor: no pipe of 1 MiB");
    exit(1);
  }
}

static void give_pipe(struct end *end) {
  struct loop *loop = end->loop;
  loop->idle[loop->count][0] = end->pipe[0];
  loop->idle[loop->count][1] = end->pipe[1];
  loop->count++;
}

// Sends what came from this end. Returns 0 if the connection is broken.
static int deliver(struct end *from) {
  while (from->held > 0) {
    ssize_t sent = splice(from->pipe[0], 0, from->peer->fd, 0, from->held, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (sent < 0 && errno == EAGAIN) {
      want(from, from->interest & ~EPOLLIN);
      want(from->peer, from->peer->interest | EPOLLOUT);
      return 1;
    }
    if (sent <= 0) {
      return 0;
    }
    from->held -= sent;
    if (from->held == 0) {
      give_pipe(from);
    }
  }
  want(from->peer, from->peer->interest & ~EPOLLOUT);
  want(from, from->ended ? from->interest & ~EPOLLIN : from->interest | EPOLLIN);
  return 1;
}

static int readable(struct end *from) {
  if (from->held > 0 || from->ended) {
    return 1;
  }
  take_pipe(from);
  from->held = splice(from->fd, 0, from->pipe[1], 0, CAPACITY, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (from->held > 0) {
    return deliver(from);
  }
  give_pipe(from);
  if (from->held < 0) {
    from->held = 0;
    return errno == EAGAIN;
  }
  from->ended = 1;
  shutdown(from->peer->fd, SHUT_WR);
  return deliver(from);
}

static void *run(void *argument) {
  struct loop *loop = argument;
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(loop->epoll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      struct end *end = events[i].data.ptr;
      int good = !(events[i].events & EPOLLERR);
      if (end->closed) { // by an event before this one; its memory is never freed
        continue;
      }
      if (good && events[i].events & EPOLLOUT) {
        good = deliver(end->peer);
      }
      if (good && events[i].events & (EPOLLIN | EPOLLHUP)) {
        good = readable(end);
      }
      if (!good || (end->ended && end->peer->ended && !end->held && !end->peer->held)) {
        close(end->fd);
        close(end->peer->fd);
        end->closed = end->peer->closed = 1;
      }
    }
  }
  return 0;
}

static struct end made(struct end *peer, struct loop *loop, int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return (struct end){.fd = fd, .interest = EPOLLIN, .peer = peer, .loop = loop};
}

int main(int count, char **argument) {
  int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0), threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
  if (count != 3) {
    fprintf(stderr, "Usage: floor FROM TO\n");
    return 2;
  }
  struct sockaddr_in from = {AF_INET, htons(atoi(argument[1])), {htonl(INADDR_LOOPBACK)}, {0}};
  struct sockaddr_in to = {AF_INET, htons(atoi(argument[2])), {htonl(INADDR_LOOPBACK)}, {0}};
  signal(SIGPIPE, SIG_IGN);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&from, sizeof from) || listen(listener, 1024)) {
    perror("floor: cannot listen");
    return 1;
  }
  struct loop *loops = calloc(threads, sizeof *loops);
  for (int i = 0; i < threads; i++) {
    pthread_t thread;
    loops[i].epoll = epoll_create1(0);
    pthread_create(&thread, 0, run, &loops[i]);
  }
  for (int next = 0;; next++) {
    int accepted = accept(listener, 0, 0), connected = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connected, (struct sockaddr *)&to, sizeof to)) {
      perror("floor: cannot connect");
      return 1;
    }
    struct end *ends = calloc(2, sizeof *ends);
    struct loop *loop = &loops[next % threads];
    ends[0] = made(&ends[1], loop, accepted);
    ends[1] = made(&ends[0], loop, connected);
    for (int i = 0; i < 2; i++) {
      struct epoll_event event = {.events = EPOLLIN, .data.ptr = &ends[i]};
      epoll_ctl(loop->epoll, EPOLL_CTL_ADD, ends[i].fd, &event);
    }
  }
}

/*
 * Sessions that survive (docs/protocol.md, section 8): two processes, a relay, and connections that die.
 * README.md says what is modelled and how to read a trail. Every step of a side is one atomic option of
 * its process; when it is taken is for spin to try out.
 */

/* How large the world is; all can be set with -D. */
#ifndef N
#define N 2             /* the longest stream, in bytes; each DATA has one */
#endif
#ifdef ONLY             /* the process that writes any; by default both do */
#define longest(s) (process(s) == ONLY -> N : 0)
#else
#define longest(s) N
#endif
#ifndef WINDOW
#define WINDOW 1        /* of each side, in bytes */
#endif
#ifndef CUTS
#define CUTS 2          /* how often the network loses one direction of a connection */
#endif
#ifndef RESTARTS
#define RESTARTS 1      /* how often a process dies and comes back as a new instance */
#endif
#ifndef ABORTS
#define ABORTS 0        /* how often an application breaks its session off */
#endif
#ifndef FLIGHT
#define FLIGHT 2        /* how many frames are under way in a direction at most; then sending blocks */
#endif

/*
 * Sessions: 0 is process A's, 1 is process B's. With REUSES each process has two invocations, one behind the
 * other, and 2 and 3 are the sessions of the second: over the connection of the first, or over one of their
 * own. With SERVER process B always has one more call, 2, that
 * waits at the first tag. With SWAP that call has a tag of its own, so nobody comes for it, and the relay
 * joins whom it likes.
 */
#if defined(REUSES)
#define SESSIONS 4
#define process(s) ((s) % 2)
#elif defined(SERVER) || defined(SWAP)
#define SESSIONS 3
#define process(s) (s > 0)
#else
#define SESSIONS 2
#define process(s) (s > 0)
#endif
#define LINKS (SESSIONS + 1) /* connections at once: each side may still read an old one of its own */
#define sameProcess(s, t) (process(s) == process(t))
#define none 0          /* no link, no peer, not at the relay */

/* Where a session waits at the relay. */
#define FIRST 1         /* at the tag that the parties met by in the first place */
#define OWNTAG 2        /* at the tag that is made of the session's name */

/* Why nothing more will happen to a session. */
#define LIVE 0
#define LEFT 1          /* complete, and closed */
#define LEFT_BY_PEER 2  /* the peer closed it after the end of its stream */
#define TRUNCATED 3     /* the peer closed it before */
#define RESTARTED 4     /* told that the peer was restarted */
#define BROKEN_OFF 5    /* told that the peer's application broke it off */
#define ABORTED 6       /* by its own application */
#define BEGUN_ANEW 7    /* its peer has begun with another session of this process */
#define WRONG_SESSION 8 /* it was joined with another one on its first connection */
#define REUSED 9        /* another session has its connection */
#define DORMANT 10      /* its process is still with the invocation before */

mtype = { BEGIN, RESUME, DATA, END, ACK, GONE, CLOSE /* close_notify */, BOUND /* section 9 */,
    REUSE, ACCEPT };

/*
 * A frame: BEGIN own; RESUME own, peer, received; DATA writer, position; END total; ACK count; GONE own,
 * reason; BOUND tag. DATA's fields are not on the wire: they are what the receiver is checked against, its
 * third, with REUSES, the invocation that it is of.
 */
chan wire[2 * LINKS] = [FLIGHT] of { mtype, byte, byte, byte };

/* Of connection c (from 1), what process p sends, and what it receives. */
#define outOf(c, p) (2 * (c - 1) + p)
#define intoOf(c, p) (2 * (c - 1) + 1 - p)

bool cut[2 * LINKS];      /* what is sent there is lost */
byte attached[2 * LINKS]; /* how many hold that end of the connection: 0 or 1; index as outOf */

byte cutsLeft = CUTS;
byte restartsLeft = RESTARTS;
byte abortsLeft = ABORTS;
byte instances[2];        /* of each process, to name the next */

typedef Session {
  byte name;      /* its nonce */
  byte peer;      /* the peer's, once it has heard of it */
  byte over;
  byte at;        /* where it waits at the relay */
  bool begun;     /* it has had a connection */
  byte link;      /* the connection that the streams go over */
  byte next;      /* the one that shall take its place */
  bool hasGreeted;/* on the next one */
  bool awaitsGone;/* on the next one, whose peer is another one */
  bool leaving;   /* it is complete and closed, but has not seen the peer leave */
  bool saidBye;   /* close_notify, over this connection */

  /* as in SessionState */
  byte sent;
  bool ended;
  byte acked;
  byte received;
  bool inputEnded;
  byte consumed;
  byte ackSent;
  bool began;
  bool greeted;
  byte cursor;
  bool endTransmitted;
  byte arrivedUpTo;

  /* reuse */
  bool inherited; /* a former session has left it its first connection */
  bool mute;      /* it has not greeted over that: there was no room yet */
  bool asked;     /* it has sent REUSE over this connection */
  bool peerAsked; /* it has received REUSE over this connection */
  bool accepted   /* it has sent ACCEPT over this connection */
};
Session S[SESSIONS];

#define isAtEnd(s) (S[s].inputEnded && S[s].consumed == S[s].received)
#define inLength(s) (S[s].consumed + isAtEnd(s))
#define outLength(s) (S[s].sent + S[s].ended)
#define isComplete(s) (S[s].ended && S[s].acked == outLength(s) && isAtEnd(s) && S[s].ackSent == inLength(s))
#ifdef BREAK_SILENCE
#define isSilent(s) S[s].mute
#else
#define isSilent(s) (S[s].mute || S[s].accepted) /* after ACCEPT the next is the next session's */
#endif
#define maySend(s) (S[s].link && (S[s].greeted || S[s].began) && !isSilent(s))
#ifdef ORDERLY
/* What was sent before a connection was closed arrives before its end. */
#define isClosing(c, s) (!attached[intoOf(c, process(s))] && len(wire[intoOf(c, process(s))]) > 0)
#else
/* It may be lost as well. */
#define isClosing(c, s) false
#endif
#define dead(c, s) ((cut[outOf(c, process(s))] || cut[intoOf(c, process(s))]) && !isClosing(c, s))
#define hasRoom(s) (cut[outOf(S[s].link, process(s))] || len(wire[outOf(S[s].link, process(s))]) < FLIGHT)

/* Of no meaning between steps. */
hidden mtype kind;
hidden byte x, y, z, c, o, mate, meaning, heir;

#define OURS 0
#define ANOTHER_BEGINS 1
#define ANOTHER_RESUMES 2

/* --- connections --- */

inline purge(d) {
  do
  :: len(wire[d]) > 0 -> wire[d] ? _, _, _, _
  :: else -> break
  od
}

/* Session s has nothing more to do with connection k. What it sent is still under way. */
inline drop(k, s) {
  printf("session %d drops connection %d\n", s, k);
  attached[outOf(k, process(s))] = 0;
  cut[outOf(k, process(s))] = 1;
  cut[intoOf(k, process(s))] = 1;
  purge(intoOf(k, process(s)));
  if
  :: attached[intoOf(k, process(s))] == 0 ->
     purge(outOf(k, process(s)));
     cut[outOf(k, process(s))] = 0;
     cut[intoOf(k, process(s))] = 0
  :: else
  fi
}

inline dropLink(s) {
  if
  :: S[s].link -> drop(S[s].link, s); S[s].link = none; S[s].greeted = 0; S[s].began = 0; S[s].cursor = 0;
     S[s].endTransmitted = 0; S[s].arrivedUpTo = 0; S[s].saidBye = 0;
     S[s].mute = 0; S[s].asked = 0; S[s].peerAsked = 0; S[s].accepted = 0
  :: else
  fi
}

inline dropNext(s) {
  if
  :: S[s].next ->
#ifdef BREAK_OLD
     if
     :: S[s].hasGreeted -> dropLink(s)
     :: else
     fi;
#endif
     drop(S[s].next, s); S[s].next = none; S[s].hasGreeted = 0; S[s].awaitsGone = 0
  :: else
  fi
}

/* Gives a frame to connection k: it is lost if that is cut. If there is no room it may be given up. */
inline send(k, s, what, first, second, third) {
  if
  :: !cut[outOf(k, process(s))] && len(wire[outOf(k, process(s))]) < FLIGHT ->
     wire[outOf(k, process(s))] ! what, first, second, third;
     printf("session %d sends over connection %d: %e %d %d %d\n", s, k, what, first, second, third)
  :: else -> printf("session %d sends over connection %d, in vain: %e\n", s, k, what)
  fi
}

inline finish(s, why) {
  printf("session %d is over: %d\n", s, why);
  S[s].over = why;
  S[s].leaving = 0;
  dropLink(s);
  dropNext(s);
  S[s].at = none
}

/* A new session of the process, with a name of its own. */
inline renew(s) {
  dropLink(s);
  dropNext(s);
  instances[process(s)]++;
  S[s].name = 10 * process(s) + instances[process(s)];
  printf("session %d is a new one, with the name %d\n", s, S[s].name);
  S[s].peer = none;
  S[s].over = LIVE;
  S[s].leaving = 0;
  S[s].at = none;
  S[s].begun = 0;
  S[s].sent = 0;
  S[s].ended = 0;
  S[s].acked = 0;
  S[s].received = 0;
  S[s].inputEnded = 0;
  S[s].consumed = 0;
  S[s].ackSent = 0
}

/* --- reuse: only with REUSES --- */

#define leads(s) (process(s) == 0) /* its names are the smaller ones */
#define invocation(s) ((s) / 2)
#define partner(s) ((s) ^ 1)       /* the peer's session of the same invocation */
#define isKept(s) (s < 2 && isComplete(s))

#ifdef BREAK_COMPLETE
/* The connection is asked for as soon as the own stream has gone over it. */
#define mayGiveAway(s) (S[s].ended && S[s].endTransmitted)
#else
#define mayGiveAway(s) isComplete(s)
#endif

/* The session of the next invocation gets the connection of session s, and begins over it. */
inline handOver(s) {
  printf("session %d leaves its connection to the next\n", s);
  checkLeaving(s);
  heir = s + 2;
#ifndef BREAK_VOID
  assert(S[heir].over == DORMANT);
#endif
  renew(heir);
  S[heir].begun = 1;
  S[heir].inherited = 1;
  S[heir].link = S[s].link;
  S[s].link = none;
  S[s].over = REUSED;
  S[s].leaving = 0;
  S[s].at = none;
  dropNext(s);
  S[heir].began = 1;
  S[heir].mute = 1
}

#ifdef BREAK_VOID
#define isTooLate(s) false /* whoever has given up takes it all the same */
#else
#define isTooLate(s) S[s].leaving
#endif

/* --- greetings --- */

#ifdef SWAP
#define tag(s) (s == 2)
#endif

inline greet(s, k) {
#ifdef SWAP
  send(k, s, BOUND, tag(s), 0, 0);
#endif
  S[s].greeted = 0;
  S[s].began = (S[s].peer == none);
  S[s].cursor = 0;
  S[s].endTransmitted = 0;
  if
  :: S[s].began -> send(k, s, BEGIN, S[s].name, 0, 0)
  :: else -> send(k, s, RESUME, S[s].name, S[s].peer, S[s].received + S[s].inputEnded)
  fi
}

/* Session s has got BEGIN of its peer: another session of the process that has the same peer ends. */
#if defined(SERVER) || defined(SWAP)
#define sibling(s) (3 - s)
inline begunAnew(s) {
  if
  :: s > 0 && S[sibling(s)].over == LIVE && S[sibling(s)].peer == x ->
#ifdef RIGHTLY
     /* It is not the one that the peer has heard of. It does not hold. */
     assert(S[0].name != x || S[0].peer != S[sibling(s)].name);
#endif
     o = sibling(s);
     finish(o, BEGUN_ANEW)
  :: else
  fi
}
#else
inline begunAnew(s) { skip }
#endif

/* Takes the peer's greeting, which is in kind, x, y, z; meaning says what it means. */
inline understand(s) {
  assert(kind == BEGIN || kind == RESUME);
  if
#ifndef BREAK_NAMES
  :: kind == BEGIN && !S[s].began && x != S[s].peer -> meaning = ANOTHER_BEGINS
#endif
  :: kind == RESUME && (y != S[s].name || (!S[s].began && x != S[s].peer)) -> meaning = ANOTHER_RESUMES
  :: else ->
     meaning = OURS;
     assert(x != S[s].name);
     S[s].peer = x;
     if
     :: kind == BEGIN -> assert(S[s].acked == 0); S[s].arrivedUpTo = 0; begunAnew(s)
     :: else ->
        assert(z >= S[s].acked && z <= outLength(s));
        if
        :: S[s].began -> S[s].arrivedUpTo = 0
        :: else ->
           S[s].cursor = (z < S[s].sent -> z : S[s].sent);
           S[s].endTransmitted = (z > S[s].sent);
           S[s].arrivedUpTo = S[s].received
        fi
     fi;
     S[s].greeted = 1
  fi
}

/*
 * A peer that means another session is told if there is no such session in this process. If there is, and it
 * is nascent, it knows its peer now.
 */
inline answerStranger(s, k) {
  if
  :: kind == RESUME ->
     o = 0;
     do
     :: o == SESSIONS -> break
     :: o < SESSIONS && sameProcess(o, s) && S[o].name == y && S[o].over == LIVE -> break
     :: o < SESSIONS && !(sameProcess(o, s) && S[o].name == y && S[o].over == LIVE) -> o++
     od;
     if
     :: o < SESSIONS && S[o].peer == none -> S[o].peer = x
     :: o < SESSIONS && S[o].peer == x
     :: else -> send(k, s, GONE, y, 0, 0); send(k, s, CLOSE, 0, 0, 0)
     fi
  :: else
  fi
}

/* GONE, in x and y, was received. */
inline gone(s) {
  if
  :: S[s].peer != none && x == S[s].peer && y == 0 ->
     /* Honesty: nobody is told so of a peer that lives and means this session. */
     o = 0;
     do
     :: o < SESSIONS ->
        assert(!(S[o].name == x && S[o].over == LIVE && S[o].peer == S[s].name));
        o++
     :: else -> break
     od;
     finish(s, RESTARTED)
  :: S[s].peer != none && x == S[s].peer && y == 1 -> finish(s, BROKEN_OFF)
  :: else
  fi
}

/* --- the relay --- */

/* Joins two sessions, s and mate, that are at the same place. */
inline join(s) {
  c = 1;
  do
  :: attached[2 * (c - 1)] || attached[2 * (c - 1) + 1] -> c++; assert(c <= LINKS)
  :: else -> break
  od;
  printf("sessions %d and %d are joined by connection %d\n", s, mate, c);
  attached[outOf(c, 0)] = 1;
  attached[outOf(c, 1)] = 1;
  S[mate].at = none;
  S[s].at = none;
  meet(s);
  meet(mate)
}

inline meet(s) {
  if
  :: S[s].begun -> S[s].next = c
  :: else -> S[s].begun = 1; S[s].link = c; greet(s, c)
  fi
}

#define waitsAtFirst(s, t) (!sameProcess(s, t) && S[t].at == FIRST)
#define meansUs(s, t) (!sameProcess(s, t) && S[t].at == OWNTAG && S[t].peer == S[s].name && S[s].peer == S[t].name)

#ifdef SWAP
#define inUse(s) false
#define somebodyAtFirst(s) (s < 2 && S[1 - s].at == FIRST)
#define atFirst(s) (1 - s)
#define somebodyMeansUs(s) (s < 2 && meansUs(s, 1 - s))
#define whoMeansUs(s) (1 - s)
#elif defined(SERVER)
/* Another call of the process waits at the first tag: it is not to be disturbed. */
#define inUse(s) ((s == 1 && S[2].at == FIRST) || (s == 2 && S[1].at == FIRST))
#define somebodyAtFirst(s) (s == 0 -> (S[1].at == FIRST || S[2].at == FIRST) : S[0].at == FIRST)
#define atFirst(s) (s == 0 -> (S[1].at == FIRST -> 1 : 2) : 0)
#define somebodyMeansUs(s) (s == 0 -> (meansUs(0, 1) || meansUs(0, 2)) : meansUs(s, 0))
#define whoMeansUs(s) (s == 0 -> (meansUs(0, 1) -> 1 : 2) : 0)
#else
#define inUse(s) false
#define somebodyAtFirst(s) (S[1 - s].at == FIRST)
#define atFirst(s) (1 - s)
#define somebodyMeansUs(s) meansUs(s, 1 - s)
#define whoMeansUs(s) (1 - s)
#endif

#ifdef REUSES
/* A complete session does not look for a nascent peer; the other process's sessions are t and t + 2. */
#undef somebodyAtFirst
#undef atFirst
#undef somebodyMeansUs
#undef whoMeansUs
#define rival(s) (1 - process(s))
#define somebodyAtFirst(s) ((S[rival(s)].at == FIRST || S[rival(s) + 2].at == FIRST) && !isKept(s))
#define atFirst(s) (S[rival(s)].at == FIRST -> rival(s) : rival(s) + 2)
#define somebodyMeansUs(s) meansUs(s, partner(s))
#define whoMeansUs(s) partner(s)
#endif

#define needsLink(s) (S[s].over == LIVE && !S[s].next && (!S[s].link || dead(S[s].link, s)))

/* --- what a session hears --- */

inline heardOnNext(s) {
  c = S[s].next;
  wire[intoOf(c, process(s))] ? kind, x, y, z;
  printf("session %d hears over connection %d: %e %d %d %d\n", s, c, kind, x, y, z);
  if
#ifdef SWAP
  :: kind == BOUND ->
#ifndef BREAK_BINDING
     if
     :: x != tag(s) -> dropNext(s) /* and tries again */
     :: else
     fi
#else
     skip
#endif
#endif
  :: kind == CLOSE -> dropNext(s)
  :: kind == GONE -> gone(s); dropNext(s)
  :: kind != CLOSE && kind != GONE && kind != BOUND && S[s].awaitsGone /* what a new instance sends to its own peer */
  :: else ->
     understand(s);
     if
     :: meaning == OURS ->
        dropOld(s);
        S[s].link = c;
        S[s].next = none;
        S[s].hasGreeted = 0;
#ifndef BREAK_ACKS
        S[s].ackSent = 0
#endif
     :: meaning == ANOTHER_BEGINS -> S[s].awaitsGone = 1
     :: else -> answerStranger(s, c); dropNext(s)
     fi
  fi
}

#ifdef BREAK_OLD
/* The old connection is read until the peer's greeting has come. */
inline dropOld(s) { if :: S[s].link -> drop(S[s].link, s) :: else fi }
#else
inline dropOld(s) { assert(!S[s].link) }
#endif

inline heardOnLink(s) {
  c = S[s].link;
  wire[intoOf(c, process(s))] ? kind, x, y, z;
  printf("session %d hears over connection %d: %e %d %d %d\n", s, c, kind, x, y, z);
  if
#ifdef SWAP
  :: kind == BOUND ->
#ifndef BREAK_BINDING
     if
     :: x != tag(s) -> finish(s, WRONG_SESSION)
     :: else
     fi
#else
     skip
#endif
#endif
#ifdef REUSES
  :: kind == CLOSE && S[s].inherited && !S[s].greeted -> dropLink(s) /* the peer has given up before: as if lost */
  :: kind == REUSE -> assert(!leads(s) && !S[s].peerAsked); S[s].peerAsked = 1
  :: kind == ACCEPT ->
     assert(leads(s) && S[s].asked);
     if
     :: isTooLate(s)
     :: else -> handOver(s)
     fi
  :: kind != CLOSE && S[s].accepted && (S[s].leaving || kind == BEGIN) ->
     assert(kind != RESUME && kind != GONE);
     if
     :: isTooLate(s) || kind != BEGIN /* all that the peer's next session says is void */
     :: else -> handOver(s); understand(heir)
     fi
#endif
  :: kind == CLOSE ->
     /* Only whoever breaks its session off cuts a stream short. */
     assert(S[s].inputEnded || abortsLeft < ABORTS);
     if
     :: !S[s].saidBye -> send(c, s, CLOSE, 0, 0, 0)
     :: else
     fi;
     finish(s, (S[s].leaving -> LEFT : (S[s].inputEnded -> LEFT_BY_PEER : TRUNCATED)))
  :: kind == GONE -> gone(s)
  :: kind != CLOSE && kind != GONE && kind != BOUND && !S[s].greeted && !S[s].hasGreeted ->
     understand(s);
     if
     :: meaning == OURS
     :: else -> answerStranger(s, c); dropLink(s)
     fi
  :: kind == DATA -> arrive(s)
  :: kind == END ->
     assert(x == S[s].arrivedUpTo && x == S[s].received);
     S[s].inputEnded = 1
  :: kind == ACK ->
     assert(x >= S[s].acked && x <= outLength(s));
     S[s].acked = x
  :: kind == BEGIN || kind == RESUME -> assert(S[s].hasGreeted) /* a second greeting */
  fi
}

/* DATA of writer x, with the byte at its position y. */
inline arrive(s) {
#ifdef BREAK_REPLAY
  if
  :: false
#else
  if
  :: S[s].arrivedUpTo < S[s].received -> assert(x == S[s].peer && y == S[s].arrivedUpTo); S[s].arrivedUpTo++
#endif
  :: else ->
     assert(!S[s].inputEnded);
     assert(S[s].received - S[s].consumed < WINDOW);
     /* Nothing is lost, nothing comes twice, nothing is anybody else's. */
     assert(x == S[s].peer);
     assert(y == S[s].received);
#ifdef REUSES
     assert(z == invocation(s));
#endif
#ifdef SWAP
     /* Nothing is of a session with another tag. Names: 2's is the one behind 1's. */
     assert(s != 2 && x != S[2].name);
#endif
#ifdef ONCE
     /* No other session of the process has had any of this stream. It does not hold with SERVER. */
     o = 1;
     do
     :: o < SESSIONS -> assert(s == 0 || o == s || S[o].peer != x || S[o].received == 0); o++
     :: else -> break
     od;
#endif
#if defined(SERVER) || defined(SWAP)
     /* This does: none that lives has. */
     assert(s == 0 || S[sibling(s)].over != LIVE || S[sibling(s)].peer != x || S[sibling(s)].received == 0);
#endif
     S[s].arrivedUpTo++;
     S[s].received++
  fi
}

/* Whoever leaves knows that the peer's application has taken all, and that it had ended. */
inline checkLeaving(s) {
  o = 0;
  do
  :: o < SESSIONS ->
     assert(S[o].name != S[s].peer ||
         (isAtEnd(o) && S[o].consumed == S[s].sent && S[o].ended && S[s].consumed == S[o].sent &&
             S[o].peer == S[s].name));
     o++
  :: else -> break
  od
}

/* --- the processes --- */

proctype Side(byte s) {
end:
  do
  /* the application */
  :: d_step { S[s].over == LIVE && S[s].consumed < S[s].received -> S[s].consumed++ }
  :: d_step {
       S[s].over == LIVE && abortsLeft > 0 ->
       abortsLeft--;
       if
       :: S[s].link -> send(S[s].link, s, GONE, S[s].name, 1, 0); send(S[s].link, s, CLOSE, 0, 0, 0)
       :: else
       fi;
       finish(s, ABORTED)
     }
#ifndef REUSES
  :: d_step { S[s].over == RESTARTED -> renew(s) }
#endif
  :: d_step {
       S[s].over == LIVE && isComplete(s) && !S[s].saidBye && (!S[s].link || hasRoom(s)) &&
       (S[s].link || !S[s].leaving) ->
       checkLeaving(s);
       S[s].leaving = 1;
       if
       :: S[s].link -> send(S[s].link, s, CLOSE, 0, 0, 0); S[s].saidBye = 1
       :: else
       fi;
#ifdef BREAK_STAY
       finish(s, LEFT)
#endif
     }

  /* sending; bytes are written when they are sent for the first time */
  :: d_step {
       maySend(s) && !S[s].hasGreeted && hasRoom(s) && S[s].cursor < longest(s) &&
       (S[s].cursor < S[s].sent || (!S[s].ended && S[s].sent < S[s].acked + WINDOW)) ->
       send(S[s].link, s, DATA, S[s].name, S[s].cursor, invocation(s));
       S[s].cursor++;
       S[s].sent = (S[s].cursor > S[s].sent -> S[s].cursor : S[s].sent)
     }
  :: d_step {
       maySend(s) && !S[s].hasGreeted && hasRoom(s) && S[s].cursor == S[s].sent && !S[s].endTransmitted ->
       S[s].ended = 1;
       S[s].endTransmitted = 1;
       send(S[s].link, s, END, S[s].sent, 0, 0)
     }
  :: d_step {
       S[s].link && S[s].greeted && !isSilent(s) && hasRoom(s) && inLength(s) != S[s].ackSent ->
       S[s].ackSent = inLength(s);
       send(S[s].link, s, ACK, S[s].ackSent, 0, 0)
     }

#ifdef REUSES
  /* reuse; whoever leaves instead has waited for long enough, or wants no connection */
  :: d_step {
       s == 0 && S[s].over == LIVE && !S[s].leaving && S[s].link && S[s].greeted && !S[s].hasGreeted && hasRoom(s) &&
       mayGiveAway(s) && !S[s].asked ->
       S[s].asked = 1;
       send(S[s].link, s, REUSE, 0, 0, 0)
     }
  :: d_step {
       s == 1 && S[s].over == LIVE && !S[s].leaving && S[s].link && S[s].greeted && !S[s].hasGreeted && hasRoom(s) &&
       mayGiveAway(s) && S[s].peerAsked && !S[s].accepted ->
       S[s].accepted = 1;
       send(S[s].link, s, ACCEPT, 0, 0, 0)
     }
  :: d_step { S[s].mute && hasRoom(s) -> S[s].mute = 0; send(S[s].link, s, BEGIN, S[s].name, 0, 0) }
  :: d_step {
       s > 1 && S[s].over == DORMANT && (S[(s + 2) % 4].leaving || S[(s + 2) % 4].over != LIVE) ->
       renew(s) /* it meets its peer at the first tag */
     }
#endif

  /* hearing */
  :: d_step { S[s].link && len(wire[intoOf(S[s].link, process(s))]) > 0 -> heardOnLink(s) }
  :: d_step {
       S[s].next && S[s].hasGreeted && len(wire[intoOf(S[s].next, process(s))]) > 0 -> heardOnNext(s)
     }

  /* connections; a ping shows that one is dead */
  :: d_step { S[s].link && dead(S[s].link, s) -> dropLink(s) }
  :: d_step { S[s].next && dead(S[s].next, s) -> dropNext(s) }
  :: d_step {
       needsLink(s) && S[s].at != FIRST && somebodyAtFirst(s) && !(S[s].peer && inUse(s)) && !S[s].leaving ->
       mate = atFirst(s);
       join(s)
     }
  :: d_step {
       needsLink(s) && S[s].at == none && S[s].peer != none && somebodyMeansUs(s) ->
       mate = whoMeansUs(s);
       join(s)
     }
  :: d_step {
       needsLink(s) && S[s].at == none && !(S[s].peer == none && (somebodyAtFirst(s) || inUse(s))) &&
       !(S[s].peer != none && somebodyMeansUs(s)) ->
       S[s].at = (S[s].peer == none -> FIRST : OWNTAG)
     }
#ifdef SWAP
  :: d_step { needsLink(s) && S[s].at == none && s == 0 && S[1].at != none -> mate = 1; join(s) }
  :: d_step { needsLink(s) && S[s].at == none && s == 0 && S[2].at != none -> mate = 2; join(s) }
  :: d_step { needsLink(s) && S[s].at == none && s > 0 && S[0].at != none -> mate = 0; join(s) }
#endif
  /* It has heard of its peer while it waited, over what was left of the old connection. */
  :: d_step { needsLink(s) && S[s].at == FIRST && S[s].peer != none -> S[s].at = none }
  :: d_step {
       S[s].next && !S[s].hasGreeted ->
#ifndef BREAK_OLD
       dropLink(s); /* its count is final now */
#endif
       S[s].hasGreeted = 1;
       greet(s, S[s].next)
     }
  od
}

/* What is sent in one direction from now on is lost; what is under way until the receiver gives up reading. */
inline cutOne(d) {
  d_step {
    cutsLeft > 0 && attached[d] + attached[d ^ 1] > 0 && !cut[d] ->
    cutsLeft--;
    cut[d] = 1;
    printf("connection %d is lost in the direction from process %d\n", d / 2 + 1, d % 2)
  }
}

/* Breaks things, a few times at most; then everything holds. */
proctype Fate() {
  do
  :: cutOne(0)
  :: cutOne(1)
  :: cutOne(2)
  :: cutOne(3)
  :: cutOne(4)
  :: cutOne(5)
#if LINKS > 3
  :: cutOne(6)
  :: cutOne(7)
#endif
#if LINKS > 4
  :: cutOne(8)
  :: cutOne(9)
#endif
  :: d_step { restartsLeft > 0 && S[0].over == LIVE -> restartsLeft--; renew(0) }
  :: d_step { restartsLeft > 0 && S[1].over == LIVE -> restartsLeft--; renew(1) }
  :: d_step { cutsLeft = 0; restartsLeft = 0; abortsLeft = 0 } -> break
  od
}

/* --- what must hold when nothing more can happen --- */

#define hasAll(s, t) (isAtEnd(s) && S[s].peer == S[t].name && S[s].consumed == S[t].sent)
/* The peer had completed its session with an earlier instance: a new one waits for it in vain. */
#define hasLeft(t) (S[t].over == LEFT || S[t].over == LEFT_BY_PEER || S[t].leaving)
#define isLeftAlone(s, t) (hasLeft(t) && S[t].peer != S[s].name)
/* It waits for nothing that it needs; one that is leaving gives up after a while. */
#define isServed(s) (S[s].over != LIVE || S[s].leaving)

init {
  d_step {
    x = 0;
    renew(0);
    renew(1);
#if defined(SERVER) || defined(SWAP)
    renew(2);
#endif
#ifdef REUSES
    S[2].over = DORMANT;
    S[3].over = DORMANT;
#endif
    x = 0
  }
  atomic {
    run Fate();
    run Side(0);
    run Side(1);
#if defined(SERVER) || defined(SWAP)
    run Side(2)
#endif
#ifdef REUSES
    run Side(2);
    run Side(3)
#endif
  }
  timeout ->
#ifdef REUSES
  assert(hasAll(0, 1) && hasAll(1, 0) && hasAll(2, 3) && hasAll(3, 2) && isServed(2) && isServed(3));
#endif
#if !defined(SERVER) && !defined(SWAP) && ABORTS == 0
  assert((hasAll(0, 1) && hasAll(1, 0) && isServed(0) && isServed(1)) ||
      isLeftAlone(0, 1) || isLeftAlone(1, 0));
#endif
  skip
}

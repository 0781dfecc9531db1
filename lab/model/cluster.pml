/*
 * Several relays (docs/decisions/0020-cluster.md): two relays, a registry that may forget, and requests of the two
 * parties of one session. README.md says what is modelled. Every step is one atomic option of a request's process.
 */

/* How large the world is; all can be set with -D. */
#ifndef REQUESTS
#define REQUESTS 4      /* of both parties; the even ones are party 0's, the odd ones party 1's */
#endif
#ifndef FORGETS
#define FORGETS 1       /* how often the registry loses its last write, or all it has, or an answer */
#endif
#ifndef CUTS
#define CUTS 1          /* how often the trunk fails, before or after the waiter has been told */
#endif
#ifndef KILLS
#define KILLS 0         /* relays that die */
#endif
#ifndef LEAVES
#define LEAVES 1        /* parties that leave while they wait */
#endif

#define none 255
#define side(r) ((r) % 2)

/* States of a request. */
mtype = { AWAY, WAITS, GUEST /* at its relay, which asks the other one */, JOINED, OVER };

/* What the registry answers. */
mtype = { NOTHING, ENTERED, MEETS, OUTDATED, FAILED };

mtype state[REQUESTS] = AWAY;
byte relay[REQUESTS];     /* that it is connected to */
byte arrived[REQUESTS];   /* the higher the later */
byte partner[REQUESTS] = none;
bool isAsking[REQUESTS];
mtype found[REQUESTS] = NOTHING;
byte place[REQUESTS];     /* with MEETS: of the peer */
bool hasEntered[REQUESTS];

byte table[2] = none;     /* who waits at each relay: nothing else decides that */
bool alive[2] = true;
bool leased[2] = true;    /* the registry has not noticed yet that it is dead */

byte entry = none;        /* the registry's */
byte before = none;       /* what it was before the last write */
bool inbox[REQUESTS];     /* taken over elsewhere */

byte clock;
byte forgetsLeft = FORGETS;
byte cutsLeft = CUTS;
byte killsLeft = KILLS;
byte leavesLeft = LEAVES;

inline write(what) {
  before = entry;
  entry = what
}

/* A command of which nobody waits for the answer: it may be lost. */
inline leave(gone) {
  if
  :: entry == gone -> write(none)
  :: entry != gone
  :: entry == gone && forgetsLeft > 0 -> forgetsLeft--
  fi
}

inline join(one, two) {
  assert(state[two] == WAITS && side(one) != side(two));
  assert(partner[one] == none && partner[two] == none);
  printf("request %d is joined with request %d\n", one, two);
  state[one] = JOINED;
  state[two] = JOINED;
  partner[one] = two;
  partner[two] = one
}

/* A request comes to its relay's table, or comes back to it. */
inline offer(who, at) {
  at = table[relay[who]];
  if
  :: at == none ->
    table[relay[who]] = who;
    state[who] = WAITS
  :: at != none && side(at) == side(who) && arrived[at] > arrived[who] ->
    state[who] = OVER
  :: at != none && side(at) == side(who) && arrived[at] <= arrived[who] ->
    state[at] = OVER;
    table[relay[who]] = who;
    state[who] = WAITS
  :: at != none && side(at) != side(who) ->
    table[relay[who]] = none;
    join(who, at);
    leave(at)
  fi;
  at = none
}

/* The script ARRIVE. */
inline ask(who, at) {
  isAsking[who] = true;
  at = entry;
  if
  :: at != none && !leased[relay[at]] -> at = none
  :: else
  fi;
  if
  :: at != none && side(at) != side(who) ->
    write(none);
    place[who] = at;
    printf("registry sends request %d to request %d\n", who, at);
    found[who] = MEETS
  :: at != none && side(at) == side(who) && arrived[at] > arrived[who] ->
    found[who] = OUTDATED
  :: at == none || (side(at) == side(who) && arrived[at] <= arrived[who]) ->
    if
    :: at != none && at != who && relay[at] != relay[who] -> inbox[at] = true
    :: else
    fi;
    write(who);
    printf("registry enters request %d\n", who);
    found[who] = ENTERED
  fi;
  at = none
}

#ifdef BREAK_AGAIN
#define mayAsk(r) (!hasEntered[r])
#else
#define mayAsk(r) (entry != r) /* once at first, and at some beat again */
#endif
#ifdef BREAK_OWNER
#define isThere(p) (state[p] != OVER)
#else
#define isThere(p) (table[relay[p]] == p)
#endif
#define isUp(r) alive[relay[r]]

proctype request(byte r) {
  byte there = none;

end:
  do
  :: atomic { state[r] == AWAY ->
      if
      :: alive[0] -> relay[r] = 0
      :: alive[1] -> relay[r] = 1
      fi;
      clock++;
      arrived[r] = clock;
      printf("request %d of party %d comes to relay %d\n", r, side(r), relay[r]);
      offer(r, there) }

  /* It waits, and the registry is asked. */
  :: atomic { state[r] == WAITS && !isAsking[r] && mayAsk(r) && isUp(r) -> ask(r, there) }
  :: atomic { isAsking[r] && found[r] != NOTHING && forgetsLeft > 0 && isUp(r) ->
      forgetsLeft--;
      found[r] = FAILED }
  :: atomic { isAsking[r] && found[r] == FAILED && isUp(r) ->
      isAsking[r] = false;
      found[r] = NOTHING }
  :: atomic { isAsking[r] && found[r] == ENTERED && isUp(r) ->
      isAsking[r] = false;
      found[r] = NOTHING;
      hasEntered[r] = true;
      if
      :: state[r] != WAITS -> leave(r)
      :: else
      fi }
  :: atomic { isAsking[r] && found[r] == OUTDATED && isUp(r) ->
      isAsking[r] = false;
      found[r] = NOTHING;
      if
      :: state[r] == WAITS ->
        table[relay[r]] = none;
        state[r] = OVER
      :: else
      fi }
  :: atomic { isAsking[r] && found[r] == MEETS && isUp(r) ->
      isAsking[r] = false;
      found[r] = NOTHING;
      if
      :: state[r] == WAITS ->
#ifndef BREAK_LEAVE
        table[relay[r]] = none;
#endif
        state[r] = GUEST
      :: state[r] != WAITS && entry == none -> write(place[r]) /* the peer is put back */
      :: state[r] != WAITS && entry != none
      fi }

  /* Its relay asks the other one for its peer. */
  :: atomic { state[r] == GUEST && isUp(r) &&
      (relay[place[r]] == relay[r] || !alive[relay[place[r]]] || !isThere(place[r])) ->
      offer(r, there) }
  :: atomic { state[r] == GUEST && isUp(r) && cutsLeft > 0 ->
      cutsLeft--;
      offer(r, there) }
  :: atomic { state[r] == GUEST && isUp(r) && relay[place[r]] != relay[r] && alive[relay[place[r]]] &&
      isThere(place[r]) ->
      there = place[r];
      table[relay[there]] = none;
      join(r, there);
      there = none }
  :: atomic { state[r] == GUEST && isUp(r) && relay[place[r]] != relay[r] && alive[relay[place[r]]] &&
      isThere(place[r]) && cutsLeft > 0 -> /* between the two: the waiter has been told, and is reset */
      cutsLeft--;
      there = place[r];
      assert(state[there] == WAITS && partner[there] == none);
      table[relay[there]] = none;
      state[there] = OVER;
      partner[there] = r;
      offer(r, there) }

  /* It was taken over at the other relay; or leaves. */
  :: atomic { inbox[r] && isUp(r) ->
      inbox[r] = false;
      if
      :: state[r] == WAITS ->
        table[relay[r]] = none;
        state[r] = OVER
      :: else
      fi }
  :: atomic { state[r] == WAITS && leavesLeft > 0 && isUp(r) ->
      leavesLeft--;
      table[relay[r]] = none;
      state[r] = OVER;
      leave(r) }
  od
}

/* Kills relays, and has the registry forget. */
proctype faults() {
  byte k;
  byte r;

end:
  do
  :: atomic { forgetsLeft > 0 ->
      forgetsLeft--;
      printf("registry forgets\n");
      if
      :: entry = none       /* restarted, empty */
      :: entry = before     /* failed over, without the last write */
      fi;
      r = 0;
      do                    /* the inboxes are gone too */
      :: r < REQUESTS -> inbox[r] = false; r++
      :: else -> break
      od }
  :: atomic { killsLeft > 0 ->
      killsLeft--;
      if
      :: k = 0
      :: k = 1
      fi;
      printf("relay %d dies\n", k);
      alive[k] = false;
      table[k] = none;
      r = 0;
      do
      :: r < REQUESTS && state[r] != AWAY && relay[r] == k ->
        if
        :: state[r] == WAITS || state[r] == GUEST -> state[r] = OVER
        :: else
        fi;
        r++
      :: r < REQUESTS && (state[r] == AWAY || relay[r] != k) -> r++
      :: r == REQUESTS -> break
      od }
  :: atomic { !alive[0] && leased[0] -> leased[0] = false }
  :: atomic { !alive[1] && leased[1] -> leased[1] = false }
  od
}

/* When nothing more happens, whoever can meet has. */
proctype finally() {
  byte r = 0;
  byte zeros = 0;
  byte ones = 0;

end:
  timeout;
  atomic {
    do
    :: r < REQUESTS ->
      assert(state[r] != AWAY && state[r] != GUEST);
      if
      :: state[r] == JOINED -> assert(partner[partner[r]] == r)
      :: state[r] == WAITS && side(r) == 0 -> zeros++
      :: state[r] == WAITS && side(r) == 1 -> ones++
      :: else
      fi;
      r++
    :: else -> break
    od;
    assert(zeros == 0 || ones == 0); /* they would meet */
    assert(zeros + ones <= 1)        /* the older one has been taken over */
  }
}

init {
  byte r = 0;

  atomic {
    do
    :: r < REQUESTS -> run request(r); r++
    :: else -> break
    od;
    run faults();
    run finally()
  }
}

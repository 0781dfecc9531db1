'use strict';

const $ = id => document.getElementById(id);
let last = null;

/** Cells are texts: names and tags are whatever users have chosen. */
function rows(id, all, cell = 'td') {
  $(id).replaceChildren(...all.map(cells => {
    const row = document.createElement('tr');
    cells.forEach(text => {
      const each = document.createElement(cell);
      each.textContent = text;
      row.append(each);
    });
    return row;
  }));
}

function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; count >= 1000 && unit < units.length - 1; unit++) {
    count /= 1000;
  }
  return `${count.toFixed(unit && count < 100 ? 1 : 0)} ${units[unit]}`;
}

function duration(seconds) {
  const [size, name] = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']].find(([size]) => seconds >= size) || [1, 's'];
  return `${Math.floor(seconds / size)} ${name}`;
}

function show(now) {
  const seconds = last ? (now.at - last.at) / 1000 : 0;
  const rate = (count, before) => seconds > 0 ? Math.max(0, count - (before || 0)) / seconds : 0;
  $('phase').textContent = now.phase;

  const counts = {
    'open sessions': now.sessions, 'waiting parties': now.waiting, 'prepared connections': now.prepared,
    connections: now.connections, 'forwarded per second': bytes(last ? rate(now.bytes, last.bytes) : 0)
  };
  $('counts').replaceChildren(...Object.entries(counts).map(([name, count]) => {
    const entry = document.createElement('div');
    const title = document.createElement('dt');
    const value = document.createElement('dd');
    title.textContent = name;
    value.textContent = count;
    entry.append(title, value);
    return entry;
  }));

  const named = now.open.some(each => each.user !== undefined);
  const before = new Map((last ? last.open : []).map(each => [each.number, each]));
  $('shown').textContent = now.open.length < now.sessions ? `The ${now.open.length} that have carried the most.` : '';
  rows('columns', [[...(named ? ['user', 'waiter', 'second', 'tag'] : ['number']), 'age',
    'to second', 'per second', 'to waiter', 'per second']], 'th');
  rows('sessions', now.open.map(each => {
    const was = before.get(each.number) || each;
    return [...(named ? [each.user, each.waiter, each.second, each.tag] : [each.number]), duration(each.age / 1000),
      bytes(each.toSecond), bytes(rate(each.toSecond, was.toSecond)),
      bytes(each.toWaiter), bytes(rate(each.toWaiter, was.toWaiter))];
  }));

  if (now.waiters) {
    rows('waiter-columns', [['user', 'party', 'waits for', 'tag', 'since']], 'th');
    rows('waiters', now.waiters.map(each => [each.user, each.party, each.peer, each.tag, duration(each.age / 1000)]));
  } else {
    rows('waiters', [['Shown with relay.console=names.']]);
  }

  rows('closed', Object.entries(now.closed).sort(([, a], [, b]) => b - a).map(([reason, count]) =>
    [reason, count, last ? rate(count, last.closed[reason]).toFixed(1) : '']));
  rows('expiry', Object.entries(now.expiry).map(([what, end]) =>
    [what, new Date(end * 1000).toISOString(), `in ${duration(end - now.at / 1000)}`]));
  rows('cluster', now.cluster
    ? [['members', now.cluster.members], ['others', now.cluster.others.join(', ')], ['complaint', now.cluster.complaint || 'none']]
    : [['this relay is alone']]);
  last = now;
}

const events = new EventSource('/q/frelay/events');
events.onmessage = event => show(JSON.parse(event.data));

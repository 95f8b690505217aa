/** The panel's page: shows what the server has drawn, one step at a time. It asks nobody for anything but its own extension. */
const editor = acquireVsCodeApi();
const at = (id) => document.getElementById(id);
const slider = at('step');
let view = null;
let timer = null;

const pause = 900;

function show(index) {
  if (view === null || view.steps.length === 0) return;
  const last = view.steps.length - 1;
  const now = Math.max(0, Math.min(last, index));
  const step = view.steps[now];
  slider.max = String(last);
  slider.value = String(now);
  const place = at('where').dataset.text.replace('{0}', step.line).replace('{1}', step.scope);
  at('where').textContent = `${place} · ${now + 1}/${last + 1}`;
  slider.setAttribute('aria-valuetext', place);
  at('picture').innerHTML = step.svg;
  const drawn = at('picture').querySelector('.node') !== null;
  at('picture').hidden = !drawn;
  at('undrawn').hidden = drawn;
  rows('names', step.names);
  rows('objects', step.objects);
  rows('collection', step.collection);
  rows('freed', step.freed);
  at('counter').textContent = step.counter;
  at('back').disabled = now === 0;
  at('forward').disabled = now === last;
  editor.setState({ view, now });
  editor.postMessage({ kind: 'at', line: step.line });
  if (now === last) stop();
}

function rows(id, list) {
  const table = at(id);
  table.replaceChildren(
    ...list.map(({ label, text, line }) => {
      const row = document.createElement('tr');
      const head = document.createElement('th');
      head.scope = 'row';
      head.textContent = label;
      const cell = document.createElement('td');
      cell.textContent = text;
      const link = document.createElement('td');
      if (line > 0) {
        const button = document.createElement('button');
        button.className = 'line';
        button.textContent = String(line);
        button.setAttribute('aria-label', table.dataset.line.replace('{0}', line));
        button.addEventListener('click', () => editor.postMessage({ kind: 'open', line }));
        link.append(button);
      }
      row.append(head, cell, link);
      return row;
    }),
  );
  table.closest('section').classList.toggle('empty', list.length === 0);
}

const current = () => Number(slider.value);

function stop() {
  clearInterval(timer);
  timer = null;
  at('play').setAttribute('aria-pressed', 'false');
}

function play() {
  if (timer !== null) return stop();
  if (current() === Number(slider.max)) show(0);
  at('play').setAttribute('aria-pressed', 'true');
  timer = setInterval(() => show(current() + 1), pause);
}

function list(id, lines) {
  at(id).replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
}

function take(next, now) {
  view = next;
  at('title').textContent = `${next.title} · ${next.target}`;
  at('cut').textContent = next.cut ?? '';
  at('nothing').hidden = next.steps.length > 0;
  at('main').hidden = next.steps.length === 0;
  list('generations', next.generations);
  list('allocator', next.allocator);
  show(now);
}

const sources = {
  svg: (step) => step.svg,
  dot: (step) => step.dot,
  mermaid: (step) => step.mermaid,
  json: (step) => JSON.stringify(step, null, 2),
};

slider.addEventListener('input', () => {
  stop();
  show(current());
});
at('back').addEventListener('click', () => show(current() - 1));
at('forward').addEventListener('click', () => show(current() + 1));
at('play').addEventListener('click', play);
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', () => {
    if (view !== null) editor.postMessage({ kind: 'copy', text: sources[button.dataset.copy](view.steps[current()]) });
  });
}

const openNode = (event) => {
  const line = Number(event.target.closest?.('.node')?.dataset.line ?? 0);
  if (line > 0) editor.postMessage({ kind: 'open', line });
};
at('picture').addEventListener('click', openNode);
at('picture').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' || event.key === ' ') openNode(event);
});
document.addEventListener('keydown', (event) => {
  if (event.target === slider || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'ArrowLeft') show(current() - 1);
  if (event.key === 'ArrowRight') show(current() + 1);
});

window.addEventListener('message', ({ data }) => {
  if (data.kind === 'show') take(data.view, data.keep ? current() : 0);
});

const kept = editor.getState();
if (kept !== undefined) take(kept.view, kept.now);
editor.postMessage({ kind: 'ready' });

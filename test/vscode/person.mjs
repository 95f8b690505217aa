/** What a person sees: the packed extension in a clean profile of a real VS Code. Screenshots go to `out/vscode/`. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, installExtension, makeProfile, openWindow, root, startEditor } from './editor.mjs';

export async function runAsPerson(edition, vsix) {
  assert.ok(existsSync(vsix), `${vsix} is not there`);
  const profile = makeProfile({ 'workbench.colorTheme': 'Default Dark Modern' });
  const began = Date.now();
  const step = (text) => console.log(`  ✓ ${text} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  let editor;
  let window;
  let page;
  try {
    await installExtension(edition, profile, vsix);
    step('the packed extension is installed in a clean profile');
    editor = await startEditor(edition, profile);
    window = await openWindow(profile);
    page = window.pages()[0] ?? (await window.newPage());
    page.setDefaultTimeout(30_000);
    const shot = (name, clip) => page.screenshot({ path: join(root, 'out/vscode', `${name}.png`), clip });
    await page.goto(`${editor.origin}/?folder=${encodeURIComponent(profile.workspace)}`);
    await page.getByRole('treeitem', { name: 'tree.py' }).first().dblclick();
    await page.locator('.monaco-editor .squiggly-warning, .monaco-editor .squiggly-info').first().waitFor();
    step('squiggles are under the findings');
    await shot('squiggle');

    // the name `b` in `b = a`: two names and the object itself hold it after that line
    const said = await hoverOver(page, 'b = a');
    assert.match(
      said,
      /3 references to b after this line · Python 3\.13 held by global a \(19\), global b \(20\), attribute me of Node \(8\)/,
    );
    step(`the hover says: ${said.slice(0, 120)} …`);
    await shot('hover');
    await shot('readme-hover', { x: 353, y: 63, width: 640, height: 470 });

    await page.keyboard.press('Escape');
    await goToLine(page, 15);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await pressUntil(page, 'Control+.', page.locator('.action-widget .monaco-list-row', { hasText: 'Ignore RC401' }).first());
    const offered = (await page.locator('.action-widget .monaco-list-row').allInnerTexts())
      .map((text) => text.trim())
      .filter((text) => text !== '');
    step(`the light bulb offers: ${offered.join(' | ')}`);
    await shot('quick-fix');
    await shot('readme-quick-fix', { x: 353, y: 63, width: 660, height: 470 });
    await page.keyboard.press('Escape');

    // a fix that is safe: the suppression that silences nothing
    await goToLine(page, 24);
    await page.keyboard.press('End');
    await pressUntil(page, 'Control+.', page.locator('.action-widget .monaco-list-row', { hasText: /suppression|ignore/i }).first());
    await page.keyboard.press('Enter');
    await page
      .locator('.view-line', { hasText: /^old\s=\s1$/ })
      .first()
      .waitFor();
    step('a fix is chosen and applied');

    await page.keyboard.press('Control+Shift+m');
    const row = page.locator('.markers-panel .monaco-list-row', { hasText: 'RC401' }).first();
    await row.waitFor();
    step(`the Problems panel lists: ${(await row.innerText()).replace(/\s+/g, ' ')}`);
    await shot('problems');

    await row.locator('a', { hasText: 'RC401' }).first().click();
    await page.locator('.tab', { hasText: 'gc-collect-in-loop' }).first().waitFor();
    step('the code of a problem leads to the page of its rule');
    await page.getByRole('treeitem', { name: 'tree.py' }).first().dblclick();
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor();

    await page.locator('#status\\.languageStatus').first().click();
    const status = page.locator('.hover-language-status', { hasText: /Decref.*Python 3\.\d+ · \d+ rules/s }).first();
    await status.waitFor();
    step(`the status item says: ${(await status.innerText()).replace(/\s+/g, ' ')}`);
    await shot('status');
    await page.keyboard.press('Escape');

    await command(page, 'Decref: Restart Server');
    await page.locator('.monaco-editor .squiggly-warning, .monaco-editor .squiggly-info').first().waitFor();
    step('the server is started again, and the squiggles are there');

    await command(page, 'Decref: Explain a Rule');
    // the list is as long as the catalogue and draws what is in sight: wait for any rule, then look for one
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'RC0' }).first().waitFor();
    await page.keyboard.type('gc-collect-in-loop');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'gc-collect-in-loop' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'gc-collect-in-loop' }).first().waitFor();
    await page.frameLocator('iframe.webview.ready').last().frameLocator('iframe').locator('h1').first().waitFor();
    step('the page of a rule is shown');
    await shot('page');

    await page.getByRole('treeitem', { name: 'tree.py' }).first().dblclick();
    await goToLine(page, 1);
    await command(page, 'View: Toggle Panel Visibility');
    await command(page, 'Decref: Show the Heap Step by Step');
    const panel = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe');
    await panel.locator('#step').waitFor();
    const last = await panel.locator('#step').getAttribute('max');
    await panel.locator('#step').fill(last);
    await panel.locator('#where', { hasText: `${Number(last) + 1}/${Number(last) + 1}` }).waitFor();
    await panel.locator('#forward:disabled').waitFor();
    for (let step = 0; step < 3; step += 1) await panel.locator('#back').click();
    await panel.locator('.node.object').first().waitFor();
    step(`the panel says: ${(await panel.locator('#where').innerText()).trim()}, ${await panel.locator('.node').count()} nodes`);

    // a picture with something to see: the last moment of a function whose objects only the collector can free
    await command(page, 'View: Close All Editors');
    await page.getByRole('treeitem', { name: 'family.py' }).first().dblclick();
    await goToLine(page, 11);
    await command(page, 'Decref: Show the Heap Step by Step');
    await panel.locator('#title', { hasText: 'family' }).waitFor();
    await command(page, 'View: Toggle Primary Side Bar Visibility');
    await panel.locator('#step').fill((await panel.locator('#step').getAttribute('max')) ?? '0');
    await panel.locator('.node.garbage').first().waitFor();
    step(`the panel shows what the collector would free: ${(await panel.locator('#collection').innerText()).replace(/\s+/g, ' ')}`);
    await shot('heap');
    await shot('readme-heap', { x: 53, y: 30, width: 1142, height: 698 });
    await window.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: editor.origin });
    for (const [kind, begin] of Object.entries({ svg: '<svg ', dot: 'digraph', mermaid: 'flowchart', json: '{' })) {
      await panel.locator(`[data-copy=${kind}]`).click();
      await page.waitForFunction(async (text) => (await navigator.clipboard.readText().catch(() => '')).startsWith(text), begin);
    }
    step('the picture is copied as SVG, DOT, Mermaid and JSON');
    await panel.locator('#step').fill('0');
    await panel.locator('#play').click();
    await panel.locator('#where', { hasText: '· 8/8' }).waitFor();
    await panel.locator('#play[aria-pressed=false]').waitFor();
    step('the steps are played, to the last');
    await command(page, 'Preferences: Toggle between Light/Dark Themes');
    await page.waitForTimeout(1_000);
    await shot('heap-light');
    await command(page, 'Preferences: Toggle between Light/Dark Themes');
    // to show it is not to toggle it: whatever a busy machine made of the command before, the side bar is there now
    await command(page, 'View: Show Explorer');
    await page.getByRole('treeitem', { name: 'tree.py' }).first().waitFor();
    await focusAndStep(page, panel);
    step('the panel is walked with the keyboard alone');
    await command(page, 'View: Close All Editors');
    await page.getByRole('treeitem', { name: 'tree.py' }).first().dblclick();
    await command(page, 'Preferences: Toggle between Light/Dark Themes');
    await hoverOver(page, 'b = a');
    await shot('hover-light');
    step('the hover is shown on a light theme');

    await command(page, 'View: Close All Editors');
    // a narrow window shows the steps alone
    await page.setViewportSize({ width: 1500, height: 900 });
    await command(page, 'Welcome: Open Walkthrough...');
    await page.keyboard.type('Decref');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Decref' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.getting-started-step', { hasText: 'Walk the heap' }).first().waitFor();
    await page.frameLocator('iframe.webview.ready').last().frameLocator('iframe').locator('img').first().waitFor();
    await shot('walkthrough');
    step('the walkthrough shows its first step with its picture');

    await page.setViewportSize({ width: 1200, height: 760 });
    await command(page, 'View: Close All Editors');
    await page.getByRole('treeitem', { name: 'tree.py' }).first().dblclick();
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor();
    const killed = new Set();
    for (let crash = 0; crash < 5; crash += 1) {
      const pid = await until(() => serversOf(profile).find((one) => !killed.has(one)));
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    const trouble = page.locator('#status\\.languageStatus');
    await trouble.first().click();
    const failure = page.locator('.hover-language-status', { hasText: 'Decref: not running' }).first();
    await failure.waitFor();
    assert.match(await failure.innerText(), /ends again and again; see the log\s*Restart/);
    await shot('failed-server');
    await failure.locator('a', { hasText: 'Restart' }).click();
    await until(() => serversOf(profile).find((one) => !killed.has(one)));
    await page.keyboard.press('Escape');
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor();
    step('a server that keeps ending is left alone, the status item says so, and starts it again');

    assert.equal(await page.locator('.notification-toast').count(), 0, 'a message box was shown');
    step('no message box was shown');

    await command(page, 'View: Close All Editors');
    await page.getByRole('treeitem', { name: 'family.py' }).first().dblclick();
    await page.locator('.monaco-editor .squiggly-info').first().waitFor();
    await command(page, 'Decref: Write a Baseline');
    await page.getByRole('treeitem', { name: 'decref-baseline.json' }).first().waitFor();
    await command(page, 'Notifications: Show Notifications');
    await page.locator('.notifications-center', { hasText: 'findings written to decref-baseline.json' }).first().waitFor();
    await shot('baseline');
    await page.locator('.notifications-center .monaco-button', { hasText: 'Leave Them Out from Now On' }).first().click();
    await page.getByRole('treeitem', { name: 'decref.toml' }).first().waitFor();
    await page.locator('.monaco-editor .squiggly-info').first().waitFor({ state: 'detached' });
    assert.equal(readFileSync(join(profile.workspace, 'decref.toml'), 'utf8'), 'baseline = "decref-baseline.json"\n');
    step('a baseline is written, and named in the configuration by one click');
  } catch (error) {
    await page?.screenshot({ path: join(root, 'out/vscode/failed-person.png') }).catch(() => undefined);
    throw error;
  } finally {
    await window?.close().catch(() => undefined);
    await editor?.stop();
    cleanUp(profile);
  }
}

/** Rests the pointer on the beginning of the line with this text until the hover is there with its picture; what it says. */
async function hoverOver(page, line) {
  const hover = page.locator('.monaco-hover:visible', { hasText: 'references' }).first();
  const place = page.locator('.view-line', { hasText: new RegExp(`^${line.replaceAll(' ', '\\s')}$`) }).first();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const box = await place.boundingBox();
    await page.mouse.move(box.x + 200, box.y + 3);
    await page.mouse.move(box.x + 3, box.y + box.height / 2);
    await page.mouse.move(box.x + 4, box.y + box.height / 2);
    if (await isThere(hover)) break;
  }
  const picture = hover.locator('img').first();
  await picture.waitFor();
  await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
  return (await hover.innerText()).replace(/\s+/g, ' ');
}

/** The slider and the nodes of the panel by keys. */
async function focusAndStep(page, panel) {
  const slider = panel.locator('#step');
  await slider.focus();
  const before = await slider.inputValue();
  await slider.press('ArrowLeft');
  assert.equal(Number(await slider.inputValue()), Number(before) - 1, 'the arrow key did not step back');
  const node = panel.locator('.node.object').first();
  await node.focus();
  assert.match((await node.getAttribute('aria-label')) ?? '', /reference/, 'a node says nothing to a screen reader');
  await node.press('Enter');
  // it leads to the line that made the object, and the focus with it
  await page.locator('.monaco-editor.focused').first().waitFor();
}

/** Presses a key until what it opens is there: a busy machine may close a menu again at once. */
async function pressUntil(page, key, opened) {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await page.keyboard.press(key);
    if (await isThere(opened)) return;
    await page.keyboard.press('Escape');
  }
  await opened.waitFor();
}

async function goToLine(page, line) {
  await page.locator('.view-lines').first().click();
  await pressUntil(page, 'Control+g', page.locator('.quick-input-widget:visible .quick-input-box input').first());
  await page.keyboard.type(String(line));
  await page.keyboard.press('Enter');
}

/** Runs a command from the palette, which a busy machine may close again while it is typed into. */
async function command(page, title) {
  const input = page.locator('.quick-input-widget:visible .quick-input-box input').first();
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await pressUntil(page, 'F1', input);
    const isTyped = await input.fill(`>${title}`, { timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (isTyped && (await isThere(row))) return page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  }
  throw new Error(`the palette does not offer ${title}`);
}

/** The processes of the extension's server. */
const serversOf = ({ extensions }) =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return line.includes(extensions) && line.includes('/dist/server.cjs') ? [Number(name)] : [];
    } catch {
      return [];
    }
  });

/** Asks again and again, for half a minute. */
async function until(find) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not come');
}

/** Whether something comes within seconds. */
const isThere = (what) =>
  what.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );

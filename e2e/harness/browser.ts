import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { password, Rest } from './rest';
import { unique, until } from './until';

/** Where pictures go; not kept in the repository. */
export const screenshots = fileURLToPath(new URL('../screenshots', import.meta.url));

let browser: Promise<Browser> | undefined;

/** A name of this machine that browsers do not trust as they do localhost: plain http on it is no secure context, as on a LAN. */
export const lanName = 'loquat.lan.example';

/** Debian's Chromium, one for each test file. */
function launched(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env.LOQUAT_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${lanName} 127.0.0.1`,
    ],
  });
  return browser;
}

const windows = new Set<Person>();

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
  windows.clear();
}

/** Pictures of every open window, for a test that failed. */
export async function pictures(name: string): Promise<string[]> {
  const paths: string[] = [];
  for (const page of [...windows].flatMap((w) => w.context.pages())) {
    const path = join(screenshots, 'failed', `${name.replace(/\W+/g, '-').slice(0, 60)}-${paths.length}.png`);
    const taken = await page.screenshot({ path, timeout: 5_000 }).catch(() => undefined);
    if (taken) paths.push(path);
  }
  return paths;
}

/** Waits until something can be seen. Asks more often than Playwright's own waiting does, which takes steps of half a second. */
export async function visible(locator: Locator): Promise<Locator> {
  await until(`${locator} to be visible`, () => locator.first().isVisible());
  return locator;
}

/** This text and nothing else, but for what the window adds to it. */
const whole = (text: string) =>
  new RegExp(
    `^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:\\s*\\(edited\\))?(?:\\s*Waiting to send)?\\s*$`,
  );

const press = async (locator: Locator) => (await visible(locator)).click();
const write = async (locator: Locator, text: string) => (await visible(locator)).fill(text);

/** What went wrong in any window since the last call: errors on the console, exceptions, reports of the Content-Security-Policy. */
export function complaints(): string[] {
  return [...windows].flatMap((w) => w.complaints.splice(0));
}

/**
 * What the browser itself writes to the console about requests that failed (answers are judged where they come in), and about a header that has no
 * meaning on plain http.
 */
const requests =
  /^Failed to load resource|net::ERR_|WebSocket connection to .* failed|^WebSocket is already in CLOSING|^The Cross-Origin-Opener-Policy header has been ignored/;

/** A browser of its own, with whoever sits in front of it. */
export class Person {
  readonly complaints: string[] = [];
  private readonly overWebSocket = new WeakSet<Page>();
  username = '';
  name = '';
  page!: Page;

  private constructor(
    readonly context: BrowserContext,
    readonly url: string,
  ) {}

  static async open(url: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await (await launched()).newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(10_000);
    const person = new Person(context, url);
    windows.add(person);
    context.on('page', (page) => person.watch(page));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => {
        console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`);
      });
    });
    person.page = await context.newPage();
    await person.page.goto(url);
    return person;
  }

  /** Opens a window and makes an account through the page. */
  static async signUp(url: string, name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.open(url, options);
    await person.signUp(name);
    return person;
  }

  private watch(page: Page): void {
    page.on('pageerror', (e) => this.complaints.push(`${this.name}: ${e.stack ?? e.message}`));
    page.on('console', (m) => {
      if (m.type() === 'error' && !requests.test(m.text())) this.complaints.push(`${this.name}: ${m.text()}`);
    });
    // The API may say no; a file that is missing, or a server that breaks, is a defect.
    page.on('response', (r) => {
      const path = new URL(r.url()).pathname;
      const api = path.startsWith('/api/') || path.startsWith('/socket.io/');
      if (api ? r.status() >= 500 && r.status() !== 503 : r.status() >= 400)
        this.complaints.push(`${this.name}: ${r.status()} ${path}`);
    });
    // The request comes before anything of the new document; what is told of its loading may come after its connection.
    page.on('request', (r) => {
      if (r.isNavigationRequest() && r.frame() === page.mainFrame()) this.overWebSocket.delete(page);
    });
    page.on('websocket', (w) => {
      w.on('framesent', (f) => {
        if (f.payload !== '2probe') this.overWebSocket.add(page); // the upgrade, or a connection that began so
      });
    });
  }

  /** Waits until a connection has been upgraded to WebSocket: cut down in the middle of it, the library itself needs some ten seconds to notice. */
  async upgraded(page = this.page): Promise<void> {
    await until(`${this.name}'s connection to be upgraded`, () => this.overWebSocket.has(page));
  }

  async signUp(name: string): Promise<void> {
    this.name = name;
    this.username = unique(name.toLowerCase());
    const p = this.page;
    await visible(p.getByLabel('Username'));
    const other = p.getByRole('button', { name: 'Create an account' });
    if (await other.isVisible()) await other.click();
    await write(p.getByLabel('Username'), this.username);
    await write(p.getByLabel('Display name'), name);
    await write(p.getByLabel('Password'), password);
    await press(p.getByRole('button', { name: 'Create account' }));
    await visible(this.nav());
  }

  async signIn(): Promise<void> {
    const p = this.page;
    await write(p.getByLabel('Username'), this.username);
    await write(p.getByLabel('Password'), password);
    await press(p.getByRole('button', { name: 'Sign in' }));
    await visible(this.nav());
  }

  /** The same account over REST, from another session. */
  async rest(base = this.url): Promise<Rest & { id: string }> {
    const rest = new Rest(base);
    const { user } = await rest.login(this.username);
    return Object.assign(rest, { id: user.id });
  }

  nav(page = this.page): Locator {
    return page.getByRole('navigation', { name: 'Rooms and people' });
  }

  /** A room's or person's row in the sidebar; its accessible name may go on with what is unread. */
  link(name: string, page = this.page): Locator {
    return this.nav(page).getByRole('link', { name: new RegExp(`^${name}(,|$)`) });
  }

  /** Opens a room from the sidebar and waits until it can be used. */
  async go(name: string, page = this.page): Promise<void> {
    await press(this.link(name, page));
    await visible(this.composer(name, page));
    await visible(this.log(name, page).and(page.locator('[aria-busy="false"]')));
  }

  log(name: string, page = this.page): Locator {
    return page.getByRole('log', { name: `Messages in ${name}` });
  }

  composer(name: string, page = this.page): Locator {
    return page.getByRole('textbox', { name: `Message ${name}` });
  }

  async createRoom(name: string, visibility: 'Public' | 'Private' = 'Public'): Promise<string> {
    const p = this.page;
    await press(this.nav().getByRole('button', { name: 'Create a room' }));
    await write(p.getByLabel('Name', { exact: true }), name);
    await (await visible(p.getByRole('radio', { name: visibility }))).check();
    await press(p.getByRole('button', { name: 'Create room' }));
    await visible(this.composer(name));
    return new URL(p.url()).pathname.split('/').at(-1) ?? '';
  }

  async join(name: string): Promise<void> {
    const p = this.page;
    await press(this.nav().getByRole('button', { name: 'Browse rooms' }));
    await write(p.getByRole('searchbox', { name: 'Search rooms' }), name);
    await press(p.getByRole('button', { name: `Join ${name}` }));
    await visible(this.composer(name));
  }

  /** Writes a message and presses Enter. */
  async say(room: string, text: string, page = this.page): Promise<void> {
    const field = this.composer(room, page);
    await field.fill(text);
    await field.press('Enter');
  }

  /** Waits until the parts that are fetched after the start are there: without a connection they could not be. */
  async fetched(page = this.page): Promise<void> {
    const parts = ['DeleteDialog', 'ConflictDialog', 'YourMenuContent', 'SignOut'];
    await until('all parts to be fetched', async () => {
      const names = await page.evaluate(() => performance.getEntriesByType('resource').map((e) => e.name));
      return parts.every((part) => names.some((name) => name.includes(part)));
    });
  }

  /** Presses a button of a message's toolbar, which shows when the mouse is over the message. */
  async act(text: string, button: string): Promise<void> {
    await this.message(text).hover();
    await press(
      this.page
        .getByRole('toolbar', { name: 'Message actions' })
        .getByRole('button', { name: button, exact: true }),
    );
  }

  /** Changes an own message's text. */
  async edit(text: string, to: string): Promise<void> {
    await this.act(text, 'Edit');
    const field = await visible(this.page.getByRole('textbox', { name: 'Edit message' }));
    await field.fill(to);
    await field.press('Enter');
  }

  async remove(text: string): Promise<void> {
    await this.act(text, 'Delete');
    await press(
      this.page
        .getByRole('alertdialog', { name: 'Delete message?' })
        .or(this.page.getByRole('dialog', { name: 'Delete message?' }))
        .getByRole('button', { name: 'Delete', exact: true }),
    );
  }

  async signOut(): Promise<void> {
    await press(this.page.getByRole('button', { name: 'Your menu' }));
    await press(this.page.getByRole('menuitem', { name: 'Sign out' }));
  }

  /** The rows that show this text, whatever their state. */
  message(text: string, page = this.page): Locator {
    const shown = page.getByTestId('message-body').filter({ hasText: whole(text) });
    return page.getByTestId('message').filter({ has: shown });
  }

  /** Waits until a message shows in one of these states. */
  async sees(text: string, states = ['saved', 'read'], page = this.page): Promise<Locator> {
    const row = this.message(text, page);
    await until(`${this.name} to see "${text}" ${states.join(' or ')}`, async () => {
      const found = await row.evaluateAll((list) => list.map((e) => (e as HTMLElement).dataset.state));
      return found.length === 1 && states.includes(found[0] ?? '');
    });
    return row;
  }

  /** Reads the whole timeline from its beginning to its end, by scrolling, as a person would. */
  async read(room: string, page = this.page): Promise<Shown[]> {
    const log = this.log(room, page);
    const rows = new Map<string, Shown>();
    const collect = async () => {
      const seen = await shown(page);
      for (const r of seen) rows.set(r.clientId, r);
      const order = seen.map((r) => r.seq || Number.MAX_SAFE_INTEGER);
      if (order.some((seq, i) => i > 0 && seq < (order[i - 1] ?? 0))) disorder = order.join(' ');
    };
    let disorder: string | undefined;
    let last = -1;
    await until(
      'the beginning of the room',
      async () => {
        await collect();
        const top = await log.evaluate(async (e) => {
          e.scrollTop = Math.max(0, e.scrollTop - e.clientHeight * 0.6);
          await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
          return e.scrollTop;
        });
        await collect();
        const begun = (await page.getByText(/This is where .* begins|Only you are in/).count()) > 0;
        const still = top === last;
        last = top;
        return begun && top === 0 && still;
      },
      30_000,
    );
    await until(
      'the end of the room',
      async () => {
        await collect();
        return log.evaluate(async (e) => {
          const before = e.scrollTop;
          e.scrollTop = e.scrollTop + e.clientHeight * 0.6;
          await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
          return e.scrollTop === before;
        });
      },
      30_000,
    );
    await collect();
    if (disorder) throw new Error(`shown out of order: ${disorder}`);
    return [...rows.values()].sort(
      (a, b) => (a.seq || Number.MAX_SAFE_INTEGER) - (b.seq || Number.MAX_SAFE_INTEGER),
    );
  }

  bar(page = this.page): Locator {
    return page.getByTestId('connection-bar');
  }
}

export interface Shown {
  /** 0: not saved yet. */
  seq: number;
  clientId: string;
  state: string;
  text: string;
  edited: boolean;
  deleted: boolean;
  /** What of the message that it answers is shown. */
  quote: string;
  /** The names of their buttons. */
  reactions: string[];
}

/** The message rows that are in the page at the moment, in their order on screen. */
export function shown(page: Page): Promise<Shown[]> {
  return page.getByTestId('message').evaluateAll((list) =>
    list
      .map((e) => e as HTMLElement)
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((e) => {
        const text = e.querySelector('[data-testid="message-body"]')?.textContent?.trim() ?? '';
        const edited = text.endsWith(' (edited)');
        return {
          seq: Number(e.dataset.seq ?? 0),
          clientId: e.dataset.clientId ?? '',
          state: e.dataset.state ?? '',
          text: edited ? text.slice(0, -' (edited)'.length) : text,
          edited,
          deleted: e.dataset.deleted !== undefined,
          quote: e.querySelector('[data-testid="quote"] :last-child')?.textContent ?? '',
          reactions: [...e.querySelectorAll('[data-reaction]')].map(
            (r) => r.getAttribute('aria-label') ?? '',
          ),
        };
      }),
  );
}

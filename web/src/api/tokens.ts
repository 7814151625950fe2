import { ApiError, type AuthResult, type User } from '../protocol';

export interface Token {
  value: string;
  /** ms epoch */
  expiresAt: number;
  lifeMs: number;
  user: User;
}

/** Asked for refreshed tokens by REST and sockets alike; the access token lives here only, in memory. */
export class Tokens {
  current: Token | undefined;
  private refreshing: Promise<Token> | undefined;

  constructor(
    private readonly ask: () => Promise<AuthResult>,
    /** Hears of every renewed token, so that open sockets can take it over. */
    private readonly renewed: (token: Token) => void = () => undefined,
    private readonly now: () => number = Date.now,
  ) {}

  take({ accessToken, expiresIn, user }: AuthResult): Token {
    const lifeMs = expiresIn * 1_000;
    this.current = { value: accessToken, expiresAt: this.now() + lifeMs, lifeMs, user };
    return this.current;
  }

  drop(): void {
    this.current = undefined;
  }

  /** One refresh for everybody who asks meanwhile. Rejects with ApiError. */
  refresh(): Promise<Token> {
    this.refreshing ??= this.ask()
      .then((result) => {
        const token = this.take(result);
        this.renewed(token);
        return token;
      })
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  /** A token that is not known to be expired. */
  async live(): Promise<Token> {
    if (!this.current) throw new ApiError('unauthorized', 'signed out');
    const { expiresAt, lifeMs } = this.current;
    const margin = Math.min(5_000, lifeMs / 10);
    return expiresAt - this.now() > margin ? this.current : this.renew(this.current);
  }

  /**
   * A newer token than this one, of the same person. The cookie is shared by all tabs: if it is another
   * person's by now, what was asked as the one before must not be done as them.
   */
  async renew(old: Token): Promise<Token> {
    const known = this.current && this.current.value !== old.value ? this.current : await this.refresh();
    if (known.user.id !== old.user.id) throw new ApiError('unauthorized', 'signed in as somebody else');
    return known;
  }
}

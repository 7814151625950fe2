export type TypingAction = { type: 'typing/expired'; at: number };

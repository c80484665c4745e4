/** What journeys need of a browser engine, small enough for WebDriver's bare protocol. */
export interface EnginePage {
  open(url: string): Promise<void>
  /** Runs the body of a function in the page; what it returns has to be JSON. */
  evaluate<T>(body: string): Promise<T>
  /** Types into what has the focus. */
  type(text: string): Promise<void>
  /** Presses Control and Enter together. */
  pressSend(): Promise<void>
  click(x: number, y: number): Promise<void>
  /** Whether `scrollUp` turns a wheel; where that cannot be done it presses a key. */
  hasWheel: boolean
  /** Scrolls the log up as a reader would, by so many notches of the wheel in a row. */
  scrollUp(x: number, y: number, notches?: number): Promise<void>
  /** What is painted, as PNG in base64. */
  screenshot(): Promise<string>
  close(): Promise<void>
}

export interface Engine {
  name: string
  /** Undefined where the engine is not installed. */
  launch(): Promise<EnginePage | undefined>
}

/** Between two notches of a wheel that is turned fast, in milliseconds. */
export const NOTCH_MS = 16

/** A notch of the wheel, in CSS pixels, where a journey has the choice. */
export const NOTCH = 400

export const SIZE = { width: 1440, height: 900 }

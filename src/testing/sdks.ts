import * as sdk7 from 'openai'
import * as sdk5 from 'openai-5'
import { VERSION as version5 } from 'openai-5/version'
import * as sdk6 from 'openai-6'
import { VERSION as version6 } from 'openai-6/version'
import { VERSION as version7 } from 'openai/version'

type Sdk = typeof sdk7

/**
 * The majors of the official SDK that clients use. What they offer for this wire is the same in all, so the
 * newest one's types stand for the others, whose classes the compiler tells apart.
 */
export const SDKS: { major: number; version: string; sdk: Sdk }[] = [
  { major: 5, version: version5, sdk: sdk5 as unknown as Sdk },
  { major: 6, version: version6, sdk: sdk6 as unknown as Sdk },
  { major: 7, version: version7, sdk: sdk7 },
]

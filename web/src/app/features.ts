import { batches } from './batches/feature'
import { files } from './files/feature'
import { fineTuning } from './fine-tuning/feature'
import { keys } from './keys/feature'
import { playground } from './playground/feature'
import { providers } from './providers/feature'
import { requests } from './requests/feature'
import { settings } from './settings/feature'
import type { Feature } from './shell/feature'
import { signIn } from './sign-in/feature'
import { tryOut } from './try/feature'
import { usage } from './usage/feature'
import { welcome } from './welcome/feature'
import { workbench } from './workbench/feature'

/** Every feature of the page, in the order of the navigation. */
export const features: readonly Feature[] = [
  workbench,
  playground,
  tryOut,
  files,
  batches,
  fineTuning,
  keys,
  usage,
  requests,
  providers,
  settings,
  welcome,
  signIn,
]

import type { Feature } from './shell/feature'
import { settings } from './settings/feature'
import { signIn } from './sign-in/feature'
import { workbench } from './workbench/feature'
import { welcome } from './welcome/feature'

/** Every feature of the page, in the order of the navigation. */
export const features: readonly Feature[] = [workbench, settings, welcome, signIn]

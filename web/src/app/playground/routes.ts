import type { Routes } from '@angular/router'
import { Playground } from './playground'

export const routes: Routes = [{ path: '', component: Playground }]

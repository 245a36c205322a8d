import type { Routes } from '@angular/router'
import { SignIn } from './sign-in'

export const routes: Routes = [{ path: '', component: SignIn }]

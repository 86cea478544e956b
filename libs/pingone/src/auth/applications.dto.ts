import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import type { ClientAuthMethod } from '../settings.js';
import { CLIENT_AUTH_METHODS } from './client-credentials.js';

/** One application of the file. Messages name the rule and never show `$value`. */
export class ApplicationDto {
  @IsOptional()
  @IsUUID('all', { message: 'must be a UUID' })
  environmentId?: string;

  @IsString({ message: 'must be a string' })
  @IsNotEmpty({ message: 'must not be empty' })
  clientId!: string;

  @IsIn(CLIENT_AUTH_METHODS, { message: `must be one of ${CLIENT_AUTH_METHODS.join(', ')}` })
  tokenEndpointAuthMethod!: ClientAuthMethod;

  @IsOptional()
  @IsString({ message: 'must be a string' })
  clientSecret?: string;

  @IsOptional()
  @IsString({ message: 'must be the path of a file' })
  @IsNotEmpty({ message: 'must not be empty' })
  clientSecretFile?: string;

  @IsOptional()
  @IsString({ message: 'must be the name of an environment variable' })
  @IsNotEmpty({ message: 'must not be empty' })
  clientSecretEnv?: string;

  @IsOptional()
  @IsString({ message: 'must be the path of a file' })
  @IsNotEmpty({ message: 'must not be empty' })
  privateKeyFile?: string;

  @IsOptional()
  @IsString({ message: 'must be a string' })
  keyId?: string;

  @IsOptional()
  @IsString({ message: 'must be a string' })
  algorithm?: string;

  @IsOptional()
  @IsString({ message: 'must be a string' })
  audience?: string;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  formEncodeCredentials?: boolean;
}

export class ApplicationsDto {
  @IsArray({ message: 'must be a list' })
  @ValidateNested({ each: true, message: 'must be a list of objects' })
  @Type(() => ApplicationDto)
  applications!: ApplicationDto[];
}

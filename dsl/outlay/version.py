"""The version, in one place: the build reads it from this file, and so does every run, without a look at metadata."""

VERSION = "0.1.0"

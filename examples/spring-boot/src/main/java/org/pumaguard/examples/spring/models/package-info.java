/** Models for a program with Spring Boot: properties, cache, health, readiness and metrics. */
package org.pumaguard.examples.spring.models;

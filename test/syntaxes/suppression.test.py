# SYNTAX TEST "source.python" "suppressions in Python"
x = f()  # decref: ignore[RC301, self-reference, RC5]
#          ^^^^^^ keyword.control.suppression.decref
#                  ^^^^^^ keyword.control.suppression.decref
#                         ^^^^^ constant.other.rule.decref
#                                ^^^^^^^^^^^^^^ entity.name.rule.decref
#                                                ^^^ constant.other.rule.decref
y = f()  # why  # decref: ignore-block[ALL]
#          ^^^ - keyword.control.suppression.decref
#                         ^^^^^^^^^^^^ keyword.control.suppression.decref
#                                      ^^^ constant.language.rule.decref
z = f()  # decref: ignore
#                  ^^^^^^ keyword.control.suppression.decref
u = f()  # noqa: E501, RC301
#          ^^^^ keyword.control.suppression.decref
#                ^^^^ constant.other.rule.foreign.decref
#                      ^^^^^ constant.other.rule.decref
v = f()  # noqa: E501
#          ^^^^ - keyword.control.suppression.decref
w = "decref: ignore[RC301]"
#    ^^^^^^ - keyword.control.suppression.decref

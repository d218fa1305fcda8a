"What all panels share, headless and in a real JupyterLab."

import re

import pytest
from lab import START, execute, fits, idle, violations
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

DICE = '''
import ipywidgets as w, threading, time
from tl_nbdev.core import progress_bar
from tl_nbdev.core import html_text
from tl_nbdev.panels import Canvas, Panel, plot_image

class Dice(Panel):
    def __init__(self, name='<img src=x onerror=alert(1)>'):
        super().__init__(f'Dice {name}')
        self.n = self.control('n', w.IntSlider(5, 1, 20, description='throws', continuous_update=False))
        self.seed = self.control('seed', w.Dropdown(options=['a', 'b'], description='seed'))
        self.button,self.out,self.picked = w.Button(description='Throw'),Canvas(),Canvas('nothing picked')
        self.enough,self.rest = w.Button(description='Enough'),threading.Event()
        dots = ' '.join(f'<span role="button" tabindex="0" data-pick="{i}">dot {i}</span>' for i in range(5))
        self.dots = Canvas(f'<div data-roving>{dots}</div>')
        self.on(self.dots, lambda key: setattr(self.picked, 'content', f'picked {key}'))
        self.on(self.button, lambda _: self.job.start(self.run, 'throwing', done=self.show))
        self.on(self.enough, lambda _: self.rest.set())
        self.on(self.seed, lambda _: self.show(0))
        self.lay_out(w.HBox([self.n, self.seed, self.button, self.enough]), self.out, self.dots, self.picked)
    def run(self):
        for i in progress_bar(range(10**6)):
            time.sleep(.01)
            if self.rest.is_set(): break
        if self.seed.value=='b': raise ValueError('<b>no dice</b>')
        return self.n.value
    def show(self, n): self.out.content = plot_image(lambda ax: ax.plot(range(n+2)), f'line of {n+2}')
    def code(self): return f"throw(n={self.n.value}, seed={self.seed.value!r})"
'''


def test_a_panel_in_jupyterlab(notebook):
    page = notebook(START + DICE, 'dice = Dice()\ndice', '1 + 1')
    panel = page.locator('.tl-panel')
    expect(panel).to_be_visible()
    expect(panel).to_contain_text('Dice <img src=x onerror=alert(1)>')
    expect(page.locator('.tl-static')).to_be_hidden()
    slider = panel.locator('.noUi-handle')
    slider.press('ArrowRight')
    slider.press('ArrowRight')
    panel.get_by_text('Code', exact=True).click()
    expect(panel.locator('pre')).to_contain_text("throw(n=7, seed='a')")
    panel.get_by_role('button', name='Copy').click()
    expect(panel.get_by_role('button', name=re.compile('Copied|Selected'))).to_be_visible()
    panel.get_by_role('button', name='Throw').click()
    expect(panel).to_contain_text('throwing …')
    expect(panel).to_contain_text(re.compile(r'\d \w+ left'))
    idle(page)  # it runs in a thread
    panel.get_by_role('button', name='Enough').click()
    expect(panel).to_contain_text('throwing: done')
    expect(panel.get_by_alt_text('line of 9')).to_be_visible()
    assert violations(page) == [] and fits(page)


def test_picking_by_mouse_and_by_keys(notebook):
    page = notebook(START + DICE, 'Dice()')
    panel = page.locator('.tl-panel')
    panel.get_by_text('dot 2').click()
    expect(panel).to_contain_text('picked 2')
    page.keyboard.press('ArrowRight')
    page.keyboard.press('Enter')
    expect(panel).to_contain_text('picked 3')
    page.keyboard.press('ArrowLeft')
    page.keyboard.press('ArrowLeft')
    page.keyboard.press(' ')
    expect(panel).to_contain_text('picked 1')
    assert page.locator('.jp-Cell').count() == 2
    assert 'jp-mod-editMode' not in page.locator('.jp-Notebook').get_attribute('class')


def test_a_click_is_not_lost_if_the_picture_changes_under_it(notebook):
    page = notebook(START + DICE, 'dice = Dice()\ndice')
    panel = page.locator('.tl-panel')
    panel.get_by_text('dot 4').hover()
    page.mouse.down()
    anew = "dice.dots.content = dice.dots.content.replace('dot 0', 'another')"
    execute(page, f"{anew}; dice.picked.content = 'sent'")
    expect(panel).to_contain_text('sent')
    page.mouse.up()
    expect(panel).to_contain_text('picked 4')
    expect(panel).to_contain_text('another')
    panel.get_by_text('dot 4').hover()
    page.mouse.down(button='right')
    page.evaluate(
        '() => document.activeElement.dispatchEvent(new Event("contextmenu", {bubbles: true}))'
    )
    execute(page, f"{anew.replace('dot 0', 'dot 1').replace('another', 'a third')}")
    expect(panel).to_contain_text('a third')  # the release went to the menu
    page.mouse.up(button='right')


def test_stop_and_errors_are_seen(notebook):
    page = notebook(START + DICE, 'Dice()')
    panel = page.locator('.tl-panel')
    panel.get_by_role('button', name='Throw').click()
    panel.get_by_role('button', name='Stop').click()
    expect(panel).to_contain_text('throwing: stopped')
    expect(panel.get_by_role('button', name='Stop')).to_be_disabled()
    panel.get_by_role('button', name='Enough').click()
    panel.locator('select').select_option('b')
    expect(panel.get_by_alt_text('line of 2')).to_be_visible()
    panel.get_by_role('button', name='Throw').click()
    expect(panel).to_contain_text('ValueError: <b>no dice</b>')
    assert violations(page) == []


def test_the_cell_again_and_without_a_kernel(notebook):
    page = notebook(
        START + DICE, 'dice = Dice()\ndice.set(n=9)\ndice', 'assert Dice() is dice\nDice()'
    )
    expect(page.locator('.tl-panel')).to_have_count(2)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(500)
    page.evaluate('() => window.jupyterapp.serviceManager.sessions.shutdownAll()')
    page.wait_for_timeout(500)
    page.reload()
    page.locator('.jp-Notebook').wait_for()
    idle(page)
    still = page.locator('.tl-static').first
    expect(still).to_be_visible()
    expect(still).to_contain_text("throw(n=9, seed='a')")
